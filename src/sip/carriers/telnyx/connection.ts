import { onlyOne } from '../ambiguity.ts'
import { itemOf, seen, type CarrierRoute, type Part } from '../carrier.ts'
import { createOnce } from '../create-once.ts'
import type { SipTransport } from '../want.ts'
import type { CarrierWant } from '../want.ts'
import type { Connection, Fqdn, TelnyxApi, VoiceProfile } from './api.ts'

/** What is found at Telnyx, and what is made in the course of an apply. */
export interface TelnyxState {
  api: TelnyxApi
  want: CarrierWant
  /** Ids of ours; null before they are made. */
  connection: string | null
  profile: string | null
  fqdn: string | null
}

/** The id of ours in a step that comes behind the one that makes it. */
export function idOf(state: TelnyxState, what: 'connection' | 'profile' | 'fqdn'): string {
  const id = state[what]
  if (id === null) throw new Error(`the ${what} is not made yet`)
  return id
}

export function ourConnection(connections: readonly Connection[], name: string): Connection | null {
  return onlyOne(
    connections.filter(({ connection_name }) => connection_name === name),
    { kind: 'connection', name, idOf: ({ id }) => id },
  )
}

/** The connection: how calls come, and with calls that go out the profile that lets them. */
export function connectionPart(state: TelnyxState, found: Connection | null, profile: Part | null): Part {
  const { api, want } = state
  const desired = itemOf(
    { kind: 'connection', name: want.name },
    {
      active: true,
      transport: want.target.transport.toUpperCase(),
      callerFormat: '+E.164',
      calledFormat: '+e164',
      ...(want.region ? { region: want.region } : {}),
      ...(profile ? { voiceProfile: want.name } : {}),
    },
  )
  const actualOf = ({ id, active, transport_protocol, inbound, outbound }: Connection) => {
    const profileId = textOf(outbound?.['outbound_voice_profile_id'])
    return seen(desired, id, {
      active: active ?? true,
      transport: transport_protocol ?? undefined,
      callerFormat: textOf(inbound?.['ani_number_format']),
      calledFormat: textOf(inbound?.['dnis_number_format']),
      region: textOf(inbound?.['sip_region']),
      voiceProfile: profileId !== undefined && profileId === state.profile ? want.name : profileId,
    })
  }
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: profile ? [profile] : [],
    takenFrom: null,
    write: async () => {
      if (state.connection !== null) {
        await api.updateConnection(state.connection, bodyOf(state, await api.connection(state.connection)))
        return state.connection
      }
      const made = await createOnce(api.client, {
        create: () => api.createConnection({ connection_name: want.name, ...bodyOf(state, { inbound: null, outbound: null }) }),
        find: async () => ourConnection(await api.connections(), want.name),
      })
      state.connection = made.id
      return made.id
    },
    read: async () => actualOf(await api.connection(idOf(state, 'connection'))),
  }
}

/** What is sent of a connection. Its blocks are sent whole, so that what else is in them stays whichever way Telnyx takes them. */
function bodyOf({ want, profile }: TelnyxState, { inbound, outbound }: Pick<Connection, 'inbound' | 'outbound'>): object {
  return {
    active: true,
    transport_protocol: want.target.transport.toUpperCase(),
    inbound: {
      ...inbound,
      ani_number_format: '+E.164',
      dnis_number_format: '+e164',
      ...(want.region ? { sip_region: want.region } : {}),
    },
    ...(profile === null ? {} : { outbound: { ...outbound, outbound_voice_profile_id: profile } }),
  }
}

/** The host that calls are sent to. It is the connection's first one, so that another host takes its place, and not one beside it. */
export function fqdnPart(
  state: TelnyxState,
  { fqdns, found, connection }: { fqdns: readonly Fqdn[]; found: Connection | null; connection: Part },
): Part {
  const { api, want } = state
  const { host, port } = want.target
  const desired = itemOf({ kind: 'FQDN', name: want.name }, { address: `${host}:${port}`, recordType: 'a' })
  const actualOf = (fqdn: Fqdn) =>
    seen(desired, fqdn.id, { address: `${fqdn.fqdn ?? ''}:${fqdn.port ?? 5060}`, recordType: fqdn.dns_record_type ?? undefined })
  const own = ourFqdn(fqdns, { host, primary: primaryOf(found) })
  state.fqdn = own?.id ?? null
  const find = async () => (await api.fqdns(idOf(state, 'connection'))).find(({ fqdn }) => fqdn === host) ?? null
  return {
    desired,
    actual: own && actualOf(own),
    hidden: [],
    after: [connection],
    takenFrom: null,
    write: async () => {
      const json = { fqdn: host, port, dns_record_type: 'a' }
      if (state.fqdn !== null) await api.updateFqdn(state.fqdn, json)
      else {
        const create = () => api.createFqdn({ connection_id: idOf(state, 'connection'), ...json })
        state.fqdn = (await createOnce(api.client, { create, find })).id
      }
      return state.fqdn
    },
    read: async () => {
      const now = (await api.fqdns(idOf(state, 'connection'))).find(({ id }) => id === state.fqdn)
      return now ? actualOf(now) : null
    },
  }
}

function ourFqdn(fqdns: readonly Fqdn[], { host, primary }: { host: string; primary: string | undefined }): Fqdn | null {
  const byHost = fqdns.find(({ fqdn }) => fqdn?.toLowerCase() === host.toLowerCase())
  return byHost ?? fqdns.find(({ id }) => id === primary) ?? (fqdns.length === 1 ? (fqdns[0] ?? null) : null)
}

/** That numbers of the connection lead to that host: a connection may have several. */
export function primaryPart(state: TelnyxState, found: Connection | null, [connection, fqdn]: [Part, Part]): Part {
  const { api, want } = state
  const desired = itemOf({ kind: 'primary FQDN', name: want.name }, { host: want.target.host })
  const actualOf = (now: Connection) => {
    const primary = primaryOf(now)
    if (primary === undefined) return null
    return seen(desired, now.id, { host: primary === state.fqdn ? want.target.host : `FQDN ${primary}` })
  }
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: [connection, fqdn],
    takenFrom: null,
    write: async () => {
      const id = idOf(state, 'connection')
      const { inbound } = await api.connection(id)
      await api.updateConnection(id, { inbound: { ...inbound, default_primary_fqdn_id: idOf(state, 'fqdn') } })
      return id
    },
    read: async () => actualOf(await api.connection(idOf(state, 'connection'))),
  }
}

function primaryOf(connection: Connection | null): string | undefined {
  return textOf(connection?.inbound?.['default_primary_fqdn_id'])
}

/** Hosts that calls may be sent to; only the primary one where there is one. */
export function routesOf(connection: Connection, fqdns: readonly Fqdn[]): CarrierRoute[] {
  const primary = primaryOf(connection)
  const transport = (connection.transport_protocol ?? 'UDP').toLowerCase() as SipTransport
  return fqdns.map(({ id, fqdn, port }) => ({
    host: fqdn?.toLowerCase() ?? '',
    port: port ?? 5060,
    transport,
    written: `${fqdn ?? ''}:${port ?? 5060}`,
    enabled: (connection.active ?? true) && (primary === undefined || id === primary),
  }))
}

export function ourProfile(profiles: readonly VoiceProfile[], name: string): VoiceProfile | null {
  return onlyOne(
    profiles.filter((profile) => profile.name === name),
    { kind: 'outbound voice profile', name, idOf: ({ id }) => id },
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
