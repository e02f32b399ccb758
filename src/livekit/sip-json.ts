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
      upgraded(withProto(messages[kind].fromJson(json as Json, { ignoreUnknownFields: !strict }).toJson(), json) as SipResource & Outdated)
  return { inbound: reader('inbound'), outbound: reader('outbound'), rules: reader('rules') }
}

/**
 * With the entries called `__proto__`, which the protocol's library loses from maps: what it does not show can neither be compared nor be told of.
 */
function withProto(read: unknown, json: unknown): unknown {
  if (!isObject(read) || !isObject(json)) return read
  for (const [name, part] of Object.entries(json)) {
    const known = name in read && name !== '__proto__' ? name : camelCase(name)
    if (name === '__proto__') Object.defineProperty(read, name, { value: part, enumerable: true, configurable: true, writable: true })
    else if (isObject(part) && read[known] === undefined && Object.hasOwn(part, '__proto__')) read[known] = withProto({}, part)
    else withProto(read[known], part)
  }
  return read
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
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
