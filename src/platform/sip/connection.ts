import type { Endpoint, SipTransport } from './address.ts'
import type { SipMessage } from './message.ts'
import type { SipTrouble } from './trouble.ts'

export interface SipTarget {
  /** The name or address that it is asked by; certificates are to be for it. */
  host: string
  port: number
  transport: SipTransport
  /** The address behind the name, where it is known. */
  address?: string
  /** PEM certificates that are trusted besides the system's; TLS only. */
  ca?: readonly string[]
}

/** Hears what comes, until the connection is closed. */
export interface SipListener {
  onMessage(message: SipMessage, from: Endpoint): void
  onTrouble(trouble: SipTrouble): void
}

export interface SipConnection {
  transport: SipTransport
  /** True where nothing gets lost on the way, so that nothing is sent twice. */
  isReliable: boolean
  local: Endpoint
  remote: Endpoint
  /** What is wrong with its certificate; null where nothing is, or where there is none. */
  certificate: string | null
  /** Sends to the one that was called, or, over UDP, to whom it named. */
  send(text: string, to?: Endpoint): void
  /** From now on also takes what comes from other addresses, and no longer hears of refusals; has no effect on streams. */
  roam(): void
  close(): void
}
