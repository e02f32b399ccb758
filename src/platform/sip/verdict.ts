import { connectionTrouble } from '../../core/connection-trouble.ts'
import type { Fix } from '../../core/failure.ts'
import { isPrivateHost } from '../private-address.ts'
import { bracketed, type SipTransport } from './address.ts'
import type { SipPing } from './ping.ts'

/** What was asked of one transport, and how it went. */
export interface SipSeen {
  transport: SipTransport
  port: number
  ping: SipPing
  /** What SIP is spoken over at this port instead, where that was looked for and found. */
  instead?: SipTransport
}

export interface SipPlace {
  /** As it was given. */
  host: string
  port: number
  /** True where whoever asks is on the same network, so that private addresses are right. */
  isNear: boolean
  /** How the service of one's own stack is started; null for somebody else's. */
  start: Fix | null
}

/** What the answers of a SIP server mean; the text names what was seen, `why` what follows from it. */
export interface SipVerdict {
  level: 'pass' | 'warn' | 'fail'
  /** Stays the same for programs that read it. */
  code: VerdictCode
  text: string
  why: string
  fix: Fix[]
}

type VerdictCode =
  | 'answers'
  | 'partly'
  | 'silent'
  | 'refused'
  | 'not-sip'
  | 'wrong-transport'
  | 'unknown-name'
  | 'unreachable'
  | 'odd-status'
  | 'private-contact'
  | 'rewritten-source'
  | 'certificate'

export type AnsweredSeen = SipSeen & { ping: { outcome: 'answered' } }

/** How one transport that did not answer is told of. */
export function wordFor({ ping, instead }: SipSeen): string {
  if (instead !== undefined) return `speaks ${instead.toUpperCase()} there`
  if (ping.outcome === 'failed') return `fails: ${connectionTrouble(ping.detail)}`
  if (ping.outcome === 'garbled') return `does not speak SIP${ping.speaks === null ? '' : ` but ${ping.speaks}`}`
  if (ping.outcome === 'silent') return ping.isConnected ? 'takes the connection and stays silent' : 'is silent'
  return ping.outcome === 'refused' ? 'is refused' : 'answers'
}

export function addressOf({ transport, port }: Pick<SipSeen, 'transport' | 'port'>, { host }: Pick<SipPlace, 'host'>): string {
  return `${bracketed(host)}:${port} over ${transport.toUpperCase()}`
}

/** True where an address is one that only its own network can reach, and whoever asks is not in it. */
export function isHidden(host: string | null, { isNear }: Pick<SipPlace, 'isNear'>): host is string {
  return host !== null && isPrivateHost(host) && !isNear
}

/** `UDP, TCP`. */
export function overWords(seen: readonly SipSeen[]): string {
  return seen.map(({ transport }) => transport.toUpperCase()).join(', ')
}
