import type { Endpoint, SipTransport } from './address.ts'
import type { SipAnswer } from './ping.ts'
import type { AudioHeard } from './rtp.ts'
import type { SdpMedia } from './sdp.ts'
import type { SipTrouble } from './trouble.ts'

/** What happens in a call while it goes on; ms from its beginning. */
export type CallEvent =
  | { type: 'said'; ms: number; status: number; reason: string }
  | { type: 'retried'; ms: number }
  | { type: 'audio'; ms: number; from: Endpoint }
  | { type: 'cancelled' | 'ended' | 'hung-up'; ms: number }

/**
 * How a call went:
 * - `answered`: with 200; it was ended by us, or by the other side where `hungUpByThem`
 * - `rejected`: with the final answer that is told
 * - `ringing`, `trying`: the time was over after 18x, or after 100; `wasDropped` where the server did not know the call any more when it was cancelled
 * - `unanswered`: nothing at all came back
 * - `stopped`: the one who called gave up
 * - `trouble`: the network's, or something else than SIP
 */
export type CallOutcome = 'answered' | 'rejected' | 'ringing' | 'trying' | 'unanswered' | 'stopped' | 'trouble'

export interface CallReport {
  outcome: CallOutcome
  transport: SipTransport
  trouble: SipTrouble | null
  /** The last answer, final or not. */
  answer: SipAnswer | null
  /** What Reason and Warning headers of that answer say. */
  remarks: string[]
  /** Where a 3xx sends the caller. */
  redirects: string[]
  /** Ms from the first INVITE to the final answer, or to the end. */
  ms: number
  /** How often it said that it rings. */
  rings: number
  /** 183 with SDP: audio before the answer was announced. */
  hasEarlyMedia: boolean
  wasDropped: boolean
  hungUpByThem: boolean
  /** `asked`: a password is wanted and none was given; `given`: it was sent. */
  password: 'asked' | 'given' | null
  media: SdpMedia | null
  audio: AudioHeard | null
  certificate: string | null
  local: Endpoint | null
}

export function emptyReport(transport: SipTransport): CallReport {
  return {
    outcome: 'unanswered',
    transport,
    trouble: null,
    answer: null,
    remarks: [],
    redirects: [],
    ms: 0,
    rings: 0,
    hasEarlyMedia: false,
    wasDropped: false,
    hungUpByThem: false,
    password: null,
    media: null,
    audio: null,
    certificate: null,
    local: null,
  }
}
