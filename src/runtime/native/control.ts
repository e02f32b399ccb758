import type { Failure } from '../../core/failure.ts'
import type { Progress } from '../../core/progress.ts'
import type { RestartResult, StackStatus, StoppedService } from '../runtime.ts'

/**
 * What is said over the control socket: the client sends one line of JSON and reads lines until the last one, which is a result or
 * a failure. `ack` comes at once, so that a supervisor that hangs is told from one that works.
 */
export type ControlRequest = { op: 'status' } | { op: 'stop'; now: boolean } | { op: 'restart'; services: string[] }

export interface ControlResults {
  status: StackStatus
  stop: StoppedService[]
  restart: RestartResult
}

export type ControlReply =
  | { type: 'ack' }
  | { type: 'progress'; event: Progress }
  | { type: 'result'; data: unknown }
  | { type: 'failure'; failure: FailureData }

/** A Failure as it travels between processes. */
export type FailureData = Pick<Failure, 'code' | 'message' | 'why' | 'fix' | 'retryable' | 'exit' | 'details' | 'problems'>
