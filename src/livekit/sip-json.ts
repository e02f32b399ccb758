import type { SipDispatchRule, SipInboundTrunk, SipKind, SipOutboundTrunk, SipResource, SipState } from '../core/sip-resources.ts'
import { protocolOfSdk } from './protocol.ts'

type Json = Parameters<Awaited<ReturnType<typeof protocolOfSdk>>['SIPInboundTrunkInfo']['fromJson']>[0]
type Reader = (json: unknown) => SipResource

/** Reads the protocol's JSON of a trunk or rule, in snake_case or camelCase. They raise an Error that names the field for what the protocol doesn't know. */
export interface SipReaders {
  inbound(json: unknown): SipInboundTrunk
  outbound(json: unknown): SipOutboundTrunk
  rules(json: unknown): SipDispatchRule
}

/** `strict` refuses unknown fields, as `lk` does; without it they are dropped, as the server does. */
export async function sipReaders({ strict }: { strict: boolean }): Promise<SipReaders> {
  const { SIPInboundTrunkInfo, SIPOutboundTrunkInfo, SIPDispatchRuleInfo } = await protocolOfSdk()
  const messages = { inbound: SIPInboundTrunkInfo, outbound: SIPOutboundTrunkInfo, rules: SIPDispatchRuleInfo }
  const reader =
    (kind: SipKind): Reader =>
    (json) =>
      upgraded(messages[kind].fromJson(json as Json, { ignoreUnknownFields: !strict }).toJson() as SipResource & Outdated)
  return { inbound: reader('inbound'), outbound: reader('outbound'), rules: reader('rules') }
}

/** A state as JSON text or a server holds it. Raises an Error for what is none. */
export async function readSipState(json: unknown): Promise<SipState> {
  const readers = await sipReaders({ strict: false })
  const lists = (json ?? {}) as Partial<Record<SipKind, unknown>>
  const all = <T>(kind: SipKind, read: (item: unknown) => T): T[] => {
    const list = lists[kind] ?? []
    if (!Array.isArray(list)) throw new Error(`${kind} is no list`)
    return list.map(read)
  }
  return { inbound: all('inbound', readers.inbound), outbound: all('outbound', readers.outbound), rules: all('rules', readers.rules) }
}

/** What older servers and files have in other places, and times that only the server knows. */
interface Outdated {
  mediaEncryption?: NonNullable<SipInboundTrunk['media']>['encryption']
  createdAt?: string
  updatedAt?: string
}

/** As the server itself brings an older resource up to date: `mediaEncryption` is in `media` since 1.12. Empty messages say nothing and are left out. */
function upgraded({ mediaEncryption, createdAt: _created, updatedAt: _updated, ...resource }: SipResource & Outdated): SipResource {
  const media = { ...(mediaEncryption ? { encryption: mediaEncryption } : {}), ...resource.media }
  const { media: _, ...rest } = resource
  return withoutEmpty({ ...rest, ...(Object.keys(media).length > 0 ? { media } : {}) })
}

function withoutEmpty(resource: SipResource): SipResource {
  const { roomConfig, ...rest } = resource as SipDispatchRule
  return roomConfig && Object.keys(roomConfig).length > 0 ? { ...rest, roomConfig } : rest
}
