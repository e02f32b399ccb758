import type { Failure } from '../../core/failure.ts'
import type { Port } from '../../platform/ports.ts'

/** What one look at a service showed. `refused`: it will not become ready by waiting. */
export type Readiness = { state: 'ready' } | { state: 'waiting'; detail: string } | { state: 'refused'; failure: Failure }

/** One rung of stopping: the signal and how long to wait for the end before the next rung. After the last one comes SIGKILL. */
interface StopStep {
  signal: NodeJS.Signals
  waitMs: number
}

/** A port that a service binds, and what moves it, such as `web.port in voicectl.yaml`. */
export interface ServicePort extends Port {
  key: string
}

/** How a service ended before it was ready. */
export interface EarlyEnd {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Its last lines, oldest first. */
  lines: string[]
}

/** A program that the supervisor runs. All data and two looks at the world, so that any program can stand in for the real one. */
export interface Service {
  name: string
  command: string
  args: string[]
  /** Which program it is, where several would do; told when it is started. */
  origin?: string
  /** The whole environment of the child; nothing else is passed on. */
  env: Record<string, string>
  cwd: string
  dependsOn: string[]
  ports: ServicePort[]
  /** Where it is reached from this machine. */
  address: string | null
  /** One look, within about two seconds. */
  probe(signal: AbortSignal): Promise<Readiness>
  readyWithinMs: number
  stop: StopStep[]
  /** What an early end means, where the service's own words tell; null otherwise. */
  explain?(end: EarlyEnd): Failure | null
  /** Run after the end: a container outlives the client that started it. */
  cleanup?: { command: string; args: string[] }
}
