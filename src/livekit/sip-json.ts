import type { SipDispatchRule, SipInboundTrunk, SipKind, SipOutboundTrunk, SipResource } from '../core/sip-resources.ts'
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

/** Why JSON could not be read, without what it holds: that may be a password. */
export function readFault(error: unknown): string {
  const { message } = error as Error
  return error instanceof SyntaxError ? 'it is no JSON' : (message.split(/ from JSON|\n/)[0] ?? message)
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
