import type { Report } from '../core/progress.ts'
import type { Stack } from '../stack/load.ts'

/** One line that a service wrote, or that the runtime says about it. `time` is ISO 8601 in UTC. */
export interface LogLine {
  time: string
  service: string
  text: string
}

/**
 * What was seen of a service a moment ago.
 * - `ready`: it lives and answers as ours
 * - `running`: it lives and does not answer (yet)
 * - `failed`: it ended and is not started again by itself
 * - `stopped`: it does not run
 * - `unknown`: nothing could be seen
 */
export type ServiceState = 'ready' | 'running' | 'failed' | 'stopped' | 'unknown'

export interface ServiceStatus {
  name: string
  state: ServiceState
  pid: number | null
  startedAt: string | null
  uptimeSeconds: number | null
  /** How often it was started again since the stack came up. */
  restarts: number
  /** Where it is reached from this machine. */
  address: string | null
  detail: string | null
}

/** What a user needs once a stack runs. */
export interface StackSummary {
  name: string
  dir: string
  target: string
  mode: 'demo' | 'live'
  pageUrl: string
  livekitUrl: string
  agentName: string
  logDir: string
  startedAt: string
  /** True when the stack runs on without the terminal it was started from. */
  detached: boolean
  /** Further sentences worth reading, such as what is left to other programs. */
  notes: string[]
}

export interface StackStatus {
  dir: string
  state: 'starting' | 'running' | 'stopping' | 'stopped' | 'unknown'
  supervisorPid: number | null
  summary: StackSummary | null
  services: ServiceStatus[]
}

export interface UpOptions {
  report: Report
  detach: boolean
  /** Aborted: stop cleanly. */
  stop: AbortSignal
  /** Aborted: stop at once. */
  now: AbortSignal
  onReady(summary: StackSummary): void
  onLog(line: LogLine): void
}

export interface StoppedService {
  name: string
  pid: number
  /** `ended`: by itself when asked; `killed`: it had to be. */
  how: 'ended' | 'killed'
}

/** `detached`: it runs on; `already-running`: it ran before; `stopped`: it was up in the foreground and has come down. */
export type UpResult =
  | { outcome: 'detached' | 'already-running'; summary: StackSummary }
  | { outcome: 'stopped'; summary: StackSummary | null; stopped: StoppedService[] }

export interface DownResult {
  stopped: StoppedService[]
  /** False when nothing ran. */
  wasRunning: boolean
  /** True when the supervisor had died and its services were found by their recorded identity. */
  orphans: boolean
}

export interface RestartResult {
  restarted: string[]
}

export interface LogOptions {
  /** Empty for all of them. */
  services: string[]
  /** How many of the last lines, all services together. */
  lines: number
  follow: boolean
  signal: AbortSignal
}

/** What runs a stack: processes of this machine, containers, or a hosted service. */
export interface Runtime {
  /** Brings a stack up. Raises a Failure with nothing left running when it does not come up. */
  up(stack: Stack, options: UpOptions): Promise<UpResult>
  /** Stops what runs; with `now` without waiting for calls. Works on a stack whose files are broken or gone too. Raises CONFIG_NOT_FOUND. */
  down(options: { report: Report; now: boolean }): Promise<DownResult>
  /** Starts services again with the stack's present files; all of them when none is named. */
  restart(services: string[], options: { report: Report }): Promise<RestartResult>
  status(): Promise<StackStatus>
  logs(options: LogOptions): AsyncIterable<LogLine>
}
