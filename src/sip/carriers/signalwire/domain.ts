import { onlyOne } from '../ambiguity.ts'
import { itemOf, seen, type CarrierTermination, type Part } from '../carrier.ts'
import { createOnce } from '../create-once.ts'
import type { CarrierWant, OutboundWant } from '../want.ts'
import type { DomainApplication } from './api.ts'
import { scriptName, scriptOf, type SignalWireState } from './scripts.ts'

/** The part of the domain that is ours to choose: lower-case letters, digits and dashes. */
function identifierOf({ name }: CarrierWant): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** By our name; else the one that has our part of the domain, of which there can't be two. */
export function ourDomain(domains: readonly DomainApplication[], want: CarrierWant): DomainApplication | null {
  const named = onlyOne(
    domains.filter(({ name }) => name === want.name),
    { kind: 'domain application', name: want.name, idOf: ({ id }) => id },
  )
  return named ?? domains.find(({ identifier }) => identifier === identifierOf(want)) ?? null
}

/** The domain that LiveKit calls, and from where it may: without that anybody could call at one's own cost. */
export function domainPart(state: SignalWireState, outbound: OutboundWant, script: Part): Part {
  const { api, want } = state
  const encryption = want.secure ? 'required' : 'optional'
  const desired = itemOf(
    { kind: 'domain application', name: want.name },
    { user: '*', encryption, allowedAddresses: [...outbound.allowedAddresses].toSorted(), leadsTo: scriptName(want, 'outbound') },
  )
  const actualOf = (domain: DomainApplication) =>
    seen(desired, domain.id, {
      user: domain.user ?? undefined,
      encryption: domain.encryption ?? undefined,
      allowedAddresses: domain.ip_auth_enabled ? (domain.ip_auth ?? []).toSorted() : ['any'],
      leadsTo: whereTo(state, domain),
    })
  const body = () => ({
    name: want.name,
    identifier: identifierOf(want),
    user: '*',
    ip_auth_enabled: true,
    ip_auth: [...outbound.allowedAddresses],
    encryption,
    call_handler: 'relay_script',
    call_relay_script_url: scriptOf(state, 'outbound').swml_script.request_url,
  })
  const find = async () => ourDomain(await api.domains(), want)
  return {
    desired,
    actual: state.domain && actualOf(state.domain),
    hidden: [],
    after: [script],
    takenFrom: null,
    write: async () => {
      if (state.domain) await api.updateDomain(state.domain.id, body())
      else state.domain = await createOnce(api.client, { create: () => api.createDomain(body()), find })
      return state.domain.id
    },
    read: async () => {
      const now = await find()
      return now && actualOf(now)
    },
  }
}

function whereTo({ outbound, want }: SignalWireState, domain: DomainApplication): string | undefined {
  const { call_handler, call_relay_script_url, calling_handler_resource_id } = domain
  const url = outbound?.swml_script.request_url
  const isOurs =
    outbound !== null && ((call_handler === 'relay_script' && call_relay_script_url === url) || calling_handler_resource_id === outbound.id)
  return isOurs ? scriptName(want, 'outbound') : (call_handler ?? undefined)
}

export function terminationOf({ domain, want }: SignalWireState): CarrierTermination | null {
  if (domain === null) return null
  return {
    domain: domain.domain,
    alsoKnownAs: [],
    // Whoever calls from these addresses is asked for no password.
    usernames: null,
    addresses: domain.ip_auth_enabled ? (domain.ip_auth ?? []) : null,
    secure: want.secure && domain.encryption === 'required',
  }
}
