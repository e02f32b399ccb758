import type { CarrierWord, ChainLink } from '../core/carrier-chain.ts'
import type { DeclaredSip } from '../core/declared-sip.ts'
import type { Fix } from '../core/failure.ts'
import type { ServerAccess } from '../livekit/server-api.ts'
import type { Stack } from '../stack/load.ts'
import type { Subject } from './subject.ts'

/**
 * - `pass`: seen to be well
 * - `warn`: it works until something usual happens
 * - `fail`: seen to be broken
 * - `skipped`: not configured, or behind something that is broken
 * - `unknown`: it could not be seen
 */
export type ProbeStatus = 'pass' | 'warn' | 'fail' | 'skipped' | 'unknown'

export interface ProbeResult {
  status: ProbeStatus
  /** What was seen, or why nothing was: one sentence without a full stop, without a secret. */
  detail: string
  /** Where it warns or fails: why that is so and what it means for callers. Ends with a full stop. */
  cause?: string
  /** What to do about it, the best first; at least one where it warns or fails. */
  fix?: Fix[]
}

/** One look at a running stack. It changes nothing there. One file each in probes/. */
export interface Probe {
  /** `area.subject`, such as `server.reachable`; part of the machine contract, never changed once released. */
  id: string
  /** What is looked at, in a few words without a verb: "LiveKit server". */
  title: string
  /** Probes whose success this one needs: behind one that failed it is skipped, and says so. */
  after: readonly string[]
  /** What is so where this one failed, for those that wait for it: `LiveKit can't be reached`. */
  broken?: string
  /** True for what matters on a public host only: run with --prod. */
  prodOnly?: boolean
  /** When it is given up; then it is `unknown`. */
  timeoutMs: number
  /** True, or why there is nothing to look at: "voicectl.yaml has no telephony". */
  needs(subject: Subject): true | string
  /** Looks. What it raises makes it `unknown`. It should stop when `signal` is aborted; it is left behind where it doesn't. */
  run(subject: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult>
}

/** What probes share in one run, and what tests replace. */
export interface Tools {
  /** This machine's clock, in ms since 1970. */
  now(): number
  /** Makes a thing that several probes need once a run: a connection, an answer. A failure is shared too. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>
  /** Undoes something when the run has ended: closes what `once` opened. */
  atEnd(step: () => Promise<unknown> | void): void
  /** The addresses of a host name; raises as node:dns does. */
  resolve(host: string): Promise<string[]>
  /** This machine's address as the internet sees it; null where that can't be learnt. */
  publicAddress(signal: AbortSignal): Promise<string | null>
  /** PEM certificates that are trusted besides the system's. */
  ca: readonly string[]
  /** The way of calls through a stack's carrier, as `sip carrier show` sees it. Raises a Failure where the carrier can't be asked. */
  carrierChain(stack: Stack, signal: AbortSignal): Promise<{ links: readonly ChainLink[]; attested: CarrierWord | null }>
  /** What the server has of the trunks and rules that a stack declares, as `sip plan` sees it. Raises a Failure where it can't be asked. */
  declaredSip(stack: Stack, access: ServerAccess): Promise<DeclaredSip>
}
