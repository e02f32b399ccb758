// LiveKit's trunks and dispatch rules in the JSON form of its protocol (1.51.0): camelCase, and what has its default value is left out.
// The one language between what voicectl.yaml wants, what a server has, and what is said of both.

/** `SIP_HEADERS` names as the protocol has them; absent: none. */
export type IncludedHeaders = 'SIP_X_HEADERS' | 'SIP_ALL_HEADERS'
/** Absent: the server finds out. */
export type TrunkTransport = 'SIP_TRANSPORT_UDP' | 'SIP_TRANSPORT_TCP' | 'SIP_TRANSPORT_TLS'
export type MediaEncryption = 'SIP_MEDIA_ENCRYPT_DISABLE' | 'SIP_MEDIA_ENCRYPT_ALLOW' | 'SIP_MEDIA_ENCRYPT_REQUIRE'

export interface SipMedia {
  onlyListedCodecs?: boolean
  codecs?: { name?: string; rate?: number }[]
  encryption?: MediaEncryption
  /** Seconds with a trailing `s`, as all durations here: `20s`, `1.500s`. */
  mediaTimeout?: string
}

interface Trunk {
  /** Given by the server; absent before. */
  sipTrunkId?: string
  name?: string
  /** Reaches nobody: neither participants nor agents see it. */
  metadata?: string
  numbers?: string[]
  authUsername?: string
  /** A secret. */
  authPassword?: string
  /** Values may be secrets. */
  headers?: Record<string, string>
  headersToAttributes?: Record<string, string>
  attributesToHeaders?: Record<string, string>
  includeHeaders?: IncludedHeaders
  media?: SipMedia
}

export interface SipInboundTrunk extends Trunk {
  allowedAddresses?: string[]
  allowedNumbers?: string[]
  authRealm?: string
  ringingTimeout?: string
  maxCallDuration?: string
  krispEnabled?: boolean
}

export interface SipOutboundTrunk extends Trunk {
  address?: string
  destinationCountry?: string
  transport?: TrunkTransport
  fromHost?: string
}

/** How a rule chooses the room; exactly one of the three. `pin` is a secret. */
export interface SipRoomChoice {
  dispatchRuleDirect?: { roomName?: string; pin?: string }
  dispatchRuleIndividual?: { roomPrefix?: string; pin?: string; noRandomness?: boolean }
  dispatchRuleCallee?: { roomPrefix?: string; pin?: string; randomize?: boolean }
}

export interface SipAgentDispatch {
  agentName?: string
  /** The job's metadata. */
  metadata?: string
  restartPolicy?: 'JRP_NEVER'
  deployment?: string
  attributes?: Record<string, string>
}

export interface SipRoomConfig {
  name?: string
  /** Seconds. */
  emptyTimeout?: number
  departureTimeout?: number
  maxParticipants?: number
  metadata?: string
  egress?: object
  /** Milliseconds. */
  minPlayoutDelay?: number
  maxPlayoutDelay?: number
  syncStreams?: boolean
  agents?: SipAgentDispatch[]
  tags?: Record<string, string>
}

export interface SipDispatchRule {
  /** Given by the server; absent before. */
  sipDispatchRuleId?: string
  name?: string
  rule?: SipRoomChoice
  /** Ids; none: calls of every trunk, and of none. */
  trunkIds?: string[]
  /** Callers; none: all. */
  inboundNumbers?: string[]
  /** Called numbers; none: all. */
  numbers?: string[]
  hidePhoneNumber?: boolean
  /** Becomes the participant's metadata. */
  metadata?: string
  /** Become the participant's attributes. */
  attributes?: Record<string, string>
  roomPreset?: string
  roomConfig?: SipRoomConfig
  krispEnabled?: boolean
  media?: SipMedia
}

/** All trunks and rules of a server, or those that are wanted there. */
export interface SipState {
  inbound: SipInboundTrunk[]
  outbound: SipOutboundTrunk[]
  rules: SipDispatchRule[]
}

export type SipKind = keyof SipState
export type SipResource = SipInboundTrunk | SipOutboundTrunk | SipDispatchRule

/** The id that the server gave; null before. */
export function idOfResource(resource: SipResource): string | null {
  const { sipTrunkId, sipDispatchRuleId } = resource as { sipTrunkId?: string; sipDispatchRuleId?: string }
  return sipTrunkId ?? sipDispatchRuleId ?? null
}
