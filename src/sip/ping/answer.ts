import type { Fix } from '../../core/failure.ts'
import type { SipTransport } from '../../platform/sip/address.ts'
import type { SrvRecord } from './find-place.ts'

/** What came of one transport. */
export interface PingResult {
  transport: SipTransport
  port: number
  outcome: string
  status: number | null
  reason: string | null
  program: string | null
  /** Ms to the answer; the median where there are several. */
  ms: number | null
  /** Host of its Contact. */
  contact: string | null
  /** Where our requests seemed to come from. */
  seenAs: string | null
  /** What is wrong with its certificate. */
  certificate: string | null
  /** Why there is no answer, where more is known than the outcome says. */
  detail: string | null
  asked: number
  answered: number
  times: { min: number; median: number; max: number } | null
}

export interface PingVerdict {
  level: 'pass' | 'warn' | 'fail'
  /** Stays the same for programs that read it. */
  code: string
  text: string
  why: string
}

export interface AudioData {
  packets: number
  firstMs: number | null
  from: string | null
  /** Where its SDP says that its audio is. */
  expected: string | null
  codec: string | null
}

/** A call that was placed; null in the answer where none was. */
export interface CallData {
  to: string
  from: string
  outcome: string
  /** How often it said that it rings. */
  rings: number
  wasDropped: boolean
  hungUpByThem: boolean
  password: 'asked' | 'given' | null
  /** Reason and Warning headers. */
  remarks: string[]
  redirects: string[]
  audio: AudioData | null
}

/** The answer of `sip ping`, for people and programs. */
export interface PingAnswer {
  host: string
  port: number
  address: string | null
  results: PingResult[]
  srv: SrvRecord[]
  call: CallData | null
  verdict: PingVerdict
  fix: Fix[]
}
