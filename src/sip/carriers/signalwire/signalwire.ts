import type { Carrier, CarrierFacts, Part } from '../carrier.ts'
import { numberFact, numberPart, type NumberPlaces } from '../number-part.ts'
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
      numbers: want.numbers.map((number, index) => numberFact(number, numbers[index] ?? null, placesOf(state))),
      routes: state.inbound && routesOf(state.inbound),
      termination: terminationOf(state),
    }
    const inbound = scriptPart(state, 'inbound')
    const parts = [inbound, ...numbers.flatMap((number) => (number === null ? [] : [scriptNumberPart(state, number, inbound)]))]
    if (want.outbound) {
      const outbound = scriptPart(state, 'outbound')
      parts.push(outbound, domainPart(state, want.outbound, outbound))
    }
    const notes = want.target.transport === 'tls' ? [TLS] : []
    return { parts, facts, notes }
  },
}

/** A number that leads to our script. */
function scriptNumberPart(state: SignalWireState, found: PhoneNumber, script: Part): Part {
  const { api, want } = state
  return numberPart({
    ...placesOf(state),
    name: found.number,
    idOf: ({ id }) => id,
    found,
    target: scriptName(want, 'inbound'),
    after: [script],
    find: () => api.number(found.number),
    move: () => api.moveNumber(found.id, scriptOf(state, 'inbound').swml_script.request_url),
  })
}

function placesOf(state: SignalWireState): NumberPlaces<PhoneNumber> {
  return { isOurs: (number) => isOurs(state, number), whereTo: (number) => whereTo(state, number) }
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
