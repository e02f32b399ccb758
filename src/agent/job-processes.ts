import type { ChildProcess } from 'node:child_process'
import { channel, type Channel } from 'node:diagnostics_channel'

/** The module that the SDK forks for every job, and the one it forks once for the turn detector. */
const JOB_MODULE = 'job_proc_lazy_main'
const INFERENCE_MODULE = 'inference_proc_lazy_main'

export interface JobProcessEvents {
  /** A job process ended before it could take a call; `inARow` counts such ends since the last process that got ready. */
  onFailedStart(inARow: number): void
  /** A process that was ready ended with an error or by a signal, in a call or waiting for one. */
  onLost(how: string): void
}

/**
 * Watches the processes that the SDK forks. The SDK keeps them to itself: it forks again at once and for ever when one can't start,
 * says nothing when one dies in a call, and can leave one behind. Node announces every child process on a diagnostics channel.
 */
export class JobProcesses {
  readonly #alive = new Map<ChildProcess, 'starting' | 'ready'>()
  readonly #others = new Set<ChildProcess>()
  readonly #events: JobProcessEvents
  readonly #channel: Channel = channel('child_process')
  readonly #listener = (message: unknown) => this.#watch((message as { process: ChildProcess }).process)
  #failures = 0
  #stopping = false

  constructor(events: JobProcessEvents) {
    this.#events = events
    this.#channel.subscribe(this.#listener)
  }

  /** Processes that have run prewarm and live, busy ones included. */
  get ready(): number {
    return [...this.#alive.values()].filter((state) => state === 'ready').length
  }

  /** True when a process is on its way and the one before it didn't fail. */
  get isStarting(): boolean {
    return this.#failures === 0 && [...this.#alive.values()].includes('starting')
  }

  get allEnded(): boolean {
    return this.#alive.size + this.#others.size === 0
  }

  /** From now on processes may end in any way. */
  expectEnd(): void {
    this.#stopping = true
  }

  /** Ends those that are still starting: they don't hear the SDK's request to shut down, and it would wait for them. */
  killStarting(): void {
    for (const [child, state] of this.#alive) if (state === 'starting') child.kill('SIGKILL')
  }

  /** Ends at once whatever still lives. */
  killAll(): void {
    this.#stopping = true
    this.#channel.unsubscribe(this.#listener)
    for (const child of [...this.#alive.keys(), ...this.#others]) child.kill('SIGKILL')
  }

  #watch(child: ChildProcess): void {
    child.once('spawn', () => {
      if (runs(child, INFERENCE_MODULE)) this.#keep(child)
      if (!runs(child, JOB_MODULE)) return
      this.#alive.set(child, 'starting')
      child.on('message', (message) => this.#heard(child, message))
      child.once('exit', (code, signal) => this.#ended(child, code, signal))
    })
  }

  #keep(child: ChildProcess): void {
    this.#others.add(child)
    child.once('exit', () => this.#others.delete(child))
  }

  #heard(child: ChildProcess, message: unknown): void {
    if ((message as { case?: string } | null)?.case !== 'initializeResponse') return
    this.#alive.set(child, 'ready')
    this.#failures = 0
  }

  #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    const state = this.#alive.get(child)
    this.#alive.delete(child)
    if (this.#stopping) return
    if (state === 'starting') this.#events.onFailedStart(++this.#failures)
    else if (code !== 0) this.#events.onLost(signal === null ? `with code ${code}` : `by ${signal}`)
  }
}

function runs(child: ChildProcess, module: string): boolean {
  return child.spawnargs.some((argument) => argument.includes(module))
}
