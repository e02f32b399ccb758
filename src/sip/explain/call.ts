import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'

/** A call as livekit-sip tells the server of it. */
export interface Call {
  /** The user of the From header: the caller's number, or a name. */
  from: string
  /** The called number: the user of the To header. */
  to: string
  /** Where the call comes from; empty where it is not known. */
  ip: string
  /** The host of the From header, which the caller writes. */
  host: string
  /** What the caller has dialled when asked for a pin; empty before. */
  pin: string
  /** True where the caller was asked for a pin and has pressed # alone. */
  noPin: boolean
}

/** What a server decides by, in the order in which it lists them. */
export interface CallState {
  inbound: readonly SipInboundTrunk[]
  rules: readonly SipDispatchRule[]
}
