import { assertUnmoved } from '../ambiguity.ts'
import { itemOf, seen, type Carrier, type CarrierFacts, type Part } from '../carrier.ts'
import { SignalWireApi, type PhoneNumber } from './api.ts'
import { domainPart, ourDomain, terminationOf } from './domain.ts'
import { ourScript, routesOf, scriptName, scriptOf, scriptPart, type SignalWireState } from './scripts.ts'

/** Seen by others; nothing that SignalWire documents. */
const TLS = 'Calls from SignalWire to LiveKit over TLS are told to fail; use transport: tcp where they do'

/** SignalWire: a SWML script that sends calls here, the numbers that lead to it, and a domain with a script for calls that go out. */
export const carrier: Carrier = {
  id: 'signalwire',
  networks: () => ({
    entries: [],
    source: 'https://developer.signalwire.com/guides/allowing-signalwire-ips-through-your-firewall',
    read: '2026-11-26',
  }),
  survey: async (want, session) => {
    const api = new SignalWireApi(want, session)
    const [scripts, domains, numbers] = await Promise.all([
      api.scripts(),
      want.outbound ? api.domains() : [],
      Promise.all(want.numbers.map((number) => api.number(number))),
    ])
    const state: SignalWireState = {
      api,
      want,
      inbound: ourScript(scripts, want, 'inbound'),
      outbound: ourScript(scripts, want, 'outbound'),
      domain: want.outbound ? ourDomain(domains, want) : null,
    }
    const facts: CarrierFacts = {
      numbers: want.numbers.map((number, index) => numberFact(state, number, numbers[index] ?? null)),
      routes: state.inbound && routesOf(state.inbound),
      termination: terminationOf(state),
    }
    const inbound = scriptPart(state, 'inbound')
    const parts = [inbound, ...numbers.flatMap((number) => (number === null ? [] : [numberPart(state, number, inbound)]))]
    if (want.outbound) {
      const outbound = scriptPart(state, 'outbound')
      parts.push(outbound, domainPart(state, want.outbound, outbound))
    }
    const notes = want.target.transport === 'tls' ? [TLS] : []
    return { parts, facts, notes }
  },
}

function numberPart(state: SignalWireState, found: PhoneNumber, script: Part): Part {
  const { api, want } = state
  const desired = itemOf({ kind: 'number', name: found.number }, { leadsTo: scriptName(want, 'inbound') })
  const actualOf = (number: PhoneNumber) => seen(desired, number.id, { leadsTo: whereTo(state, number) ?? undefined })
  const actual = actualOf(found)
  const read = async () => {
    const number = await api.number(found.number)
    return number && actualOf(number)
  }
  return {
    desired,
    actual,
    hidden: [],
    after: [script],
    takenFrom: isOurs(state, found) ? null : whereTo(state, found),
    write: async () => {
      assertUnmoved(actual, await read(), desired)
      await api.moveNumber(found.id, scriptOf(state, 'inbound').swml_script.request_url)
      return found.id
    },
    read,
  }
}

/** By the script's URL, as it is set here, or by the resource, as the dashboard sets it. */
function isOurs({ inbound }: SignalWireState, number: PhoneNumber): boolean {
  if (inbound === null) return false
  const { call_handler, call_relay_script_url, calling_handler_resource_id } = number
  return (
    (call_handler === 'relay_script' && call_relay_script_url === inbound.swml_script.request_url) ||
    calling_handler_resource_id === inbound.id
  )
}

function whereTo(state: SignalWireState, number: PhoneNumber): string | null {
  if (isOurs(state, number)) return scriptName(state.want, 'inbound')
  const { call_handler, call_relay_script_url, call_request_url, call_laml_application_id, calling_handler_resource_id } = number
  if (call_handler === null) return null
  const url = call_relay_script_url ?? call_request_url
  const what = url ? url.replace(/[?#].*$/, '') : (call_laml_application_id ?? calling_handler_resource_id)
  return what ? `${call_handler} ${what}` : call_handler
}

function numberFact(state: SignalWireState, number: string, found: PhoneNumber | null): CarrierFacts['numbers'][number] {
  return { number, owned: found !== null, isOurs: found !== null && isOurs(state, found), leadsTo: found && whereTo(state, found) }
}
