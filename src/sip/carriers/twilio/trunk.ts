import { createOnce } from '../create-once.ts'
import { onlyOne } from '../ambiguity.ts'
import { itemOf, seen, type CarrierRoute, type Part } from '../carrier.ts'
import { hostPart, normalUri, parseSipUri } from '../sip-uri.ts'
import type { CarrierWant } from '../want.ts'
import type { OriginationUrl, Trunk, TwilioApi } from './api.ts'

/** Twilio's own defaults. */
const SHARE = { Priority: '10', Weight: '10' }

/** What is found at Twilio, and what is made in the course of an apply. */
export interface TwilioState {
  api: TwilioApi
  want: CarrierWant
  trunks: readonly Trunk[]
  /** SID of our trunk; null before it is made. */
  trunk: string | null
}

/** SID of our trunk in a step that comes behind the one that makes it. */
export function trunkSid({ trunk }: TwilioState): string {
  if (trunk === null) throw new Error('the trunk is not made yet')
  return trunk
}

export function ourTrunk(trunks: readonly Trunk[], name: string): Trunk | null {
  return onlyOne(
    trunks.filter(({ friendly_name }) => friendly_name === name),
    { kind: 'trunk', name, idOf: ({ sid }) => sid },
  )
}

export function trunkPart(state: TwilioState, found: Trunk | null): Part {
  const { api, want } = state
  const desired = itemOf(
    { kind: 'trunk', name: want.name },
    {
      secure: want.secure,
      ...(want.outbound?.domain ? { domainName: want.outbound.domain } : {}),
      ...(want.transfers ? { transferMode: want.transfers } : {}),
    },
  )
  const actualOf = ({ sid, secure, domain_name, transfer_mode }: Trunk) =>
    seen(desired, sid, { secure: secure ?? false, domainName: domain_name ?? undefined, transferMode: transfer_mode ?? undefined })
  const form = (paths: readonly string[]) =>
    Object.fromEntries(paths.map((path) => [path.charAt(0).toUpperCase() + path.slice(1), String(desired.fields.get(path))]))
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: [],
    takenFrom: null,
    write: async (paths) => {
      if (state.trunk !== null) {
        await api.updateTrunk(state.trunk, form(paths))
        return state.trunk
      }
      const made = await createOnce(api.client, {
        create: () => api.createTrunk({ FriendlyName: want.name, ...form(paths) }),
        find: async () => ourTrunk(await api.trunks(), want.name),
      })
      state.trunk = made.sid
      return made.sid
    },
    read: async () => actualOf(await api.trunk(trunkSid(state))),
  }
}

/** Where Twilio sends the trunk's calls. */
export function originationPart(state: TwilioState, urls: readonly OriginationUrl[], trunk: Part): Part {
  const { api, want } = state
  const uri = `sip:${hostPart(want.target)}${want.region === null ? '' : `;edge=${want.region}`}`
  const desired = itemOf({ kind: 'origination URL', name: want.name }, { uri: normalUri(uri), enabled: true })
  const find = (among: readonly OriginationUrl[]) => ours(among, { name: want.name, uri })
  const actualOf = (url: OriginationUrl) => seen(desired, url.sid, { uri: normalUri(url.sip_url ?? ''), enabled: url.enabled ?? false })
  const found = find(urls)
  let sid = found?.sid ?? null
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: [trunk],
    takenFrom: null,
    write: async () => {
      const form = { SipUrl: uri, Enabled: 'true' }
      if (sid === null) {
        const made = await createOnce(api.client, {
          create: () => api.createOriginationUrl(trunkSid(state), { FriendlyName: want.name, ...SHARE, ...form }),
          find: async () => find(await api.originationUrls(trunkSid(state))),
        })
        sid = made.sid
      } else await api.updateOriginationUrl(trunkSid(state), sid, form)
      return sid
    },
    read: async () => {
      const url = find(await api.originationUrls(trunkSid(state)))
      return url && actualOf(url)
    },
  }
}

/** By our name; else the one that leads to the same place, which somebody has made by hand. */
function ours(urls: readonly OriginationUrl[], { name, uri }: { name: string; uri: string }): OriginationUrl | null {
  const named = onlyOne(
    urls.filter(({ friendly_name }) => friendly_name === name),
    { kind: 'origination URL', name, idOf: ({ sid }) => sid },
  )
  return named ?? urls.find(({ sip_url }) => normalUri(sip_url ?? '') === normalUri(uri)) ?? null
}

export function routesOf(urls: readonly OriginationUrl[]): CarrierRoute[] {
  return urls.map(({ sip_url, enabled }) => {
    const written = sip_url ?? ''
    return { ...(parseSipUri(written) ?? { host: written, port: 0, transport: 'udp' }), written, enabled: enabled ?? false }
  })
}
