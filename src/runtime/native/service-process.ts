import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../core/failure.ts'
import { identify, signalGroup, type ProcessIdentity } from '../../platform/processes.ts'
import type { StoppedService } from '../runtime.ts'
import { eachLine } from './child-lines.ts'
import { notReadyInTime, notStarted, endedEarly } from './service-failures.ts'
import type { EarlyEnd, Service } from './service.ts'

const POLL_MS = 100
const KEPT_LINES = 20

/** One run of a service: a child that leads a process group of its own, so that Ctrl-C in a terminal reaches only the supervisor. */
export class ServiceProcess {
  readonly service: Service
  readonly startedAt = new Date()
  /** Resolves when the child has ended and its output is read. */
  readonly ended: Promise<void>
  identity: ProcessIdentity | null = null
  ready = false
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  #spawnError: Error | null = null
  #asked = false

  constructor(service: Service, onLine: (text: string) => void) {
    this.service = service
    this.#child = spawn(service.command, service.args, {
      cwd: service.cwd,
      env: service.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (text: string) => {
      this.#lines.push(text)
      if (this.#lines.length > KEPT_LINES) this.#lines.shift()
      onLine(text)
    }
    for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream) eachLine(stream, keep)
    this.ended = this.#awaitEnd()
  }

  get pid(): number | null {
    return this.#child.pid ?? null
  }

  get isAlive(): boolean {
    return this.pid !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** True when the end was asked for. */
  get wasStopped(): boolean {
    return this.#asked
  }

  get end(): EarlyEnd {
    return { exitCode: this.#child.exitCode, signal: this.#child.signalCode, lines: [...this.#lines] }
  }

  /** Notes which process this is, so that it can be told from a later one with the same pid. */
  async identify(): Promise<void> {
    if (this.pid !== null) this.identity = await identify(this.pid)
  }

  /** Resolves once the service answers as ours. Raises what is known of the cause when it ends or is late; stops nothing. */
  async untilReady(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + this.service.readyWithinMs
    let detail = 'it has not answered yet'
    while (!signal.aborted) {
      await this.#assertAlive()
      const seen = await this.service.probe(signal)
      // Somebody else may have answered in its place: only a child that lives is ready.
      await this.#assertAlive()
      if (seen.state === 'refused') throw seen.failure
      if (seen.state === 'ready') {
        this.ready = true
        return
      }
      detail = seen.detail
      if (performance.now() > deadline) throw notReadyInTime(this.service, detail, this.end.lines)
      await Promise.race([pause(POLL_MS, undefined, { signal }).catch(() => {}), this.ended])
    }
    throw new Failure({ code: 'STACK_INTERRUPTED', message: `Stopped while ${this.service.name} was starting`, exit: 130 })
  }

  /** Stops the child step by step. `now` aborted skips all waiting. */
  async stop(now: AbortSignal): Promise<StoppedService | null> {
    if (this.pid === null) return null
    const wasAlive = this.isAlive
    this.#asked = true
    for (const { signal, waitMs } of this.service.stop) {
      if (!this.isAlive || now.aborted) break
      this.#child.kill(signal)
      await this.#endedWithin(waitMs, now)
    }
    const killed = this.isAlive
    this.kill()
    await this.ended
    return wasAlive ? { name: this.service.name, pid: this.pid, how: killed ? 'killed' : 'ended' } : null
  }

  /** Ends the whole group outright, without waiting. */
  kill(): void {
    if (this.pid !== null && this.isAlive) signalGroup(this.pid, 'SIGKILL')
  }

  async #awaitEnd(): Promise<void> {
    const { pid } = this
    if (pid === null) {
      const [error] = await once(this.#child, 'error').catch((reason: Error) => [reason])
      this.#spawnError = error as Error
      return
    }
    this.#child.on('error', () => {})
    await new Promise((resolve) => this.#child.once('exit', resolve))
    // What the leader left behind goes with it. Only now is it certain that the group's number is still its own.
    signalGroup(pid, 'SIGKILL')
    // `close` may never come when a process outside the group holds the pipes. The last lines get a moment.
    await Promise.race([new Promise((resolve) => this.#child.once('close', resolve)), pause(POLL_MS)])
  }

  /** Waits for the end, and not longer than that: a timer left behind would keep this process alive. */
  async #endedWithin(ms: number, now: AbortSignal): Promise<void> {
    const timer = new AbortController()
    const late = pause(ms, undefined, { signal: AbortSignal.any([now, timer.signal]) }).catch(() => {})
    await Promise.race([this.ended, late])
    timer.abort()
  }

  async #assertAlive(): Promise<void> {
    if (this.isAlive) return
    await this.ended
    if (this.#spawnError !== null) throw notStarted(this.service, this.#spawnError)
    throw this.service.explain?.(this.end) ?? endedEarly(this.service, this.end)
  }
}
