import { stat } from 'node:fs/promises'
import type { Progress, Report } from '../../core/progress.ts'
import { identify, type ProcessIdentity } from '../../platform/processes.ts'
import { loadStack, secretsOf, type Stack } from '../../stack/load.ts'
import type { LogLine, StackStatus, StackSummary, StoppedService } from '../runtime.ts'
import { serveControl, type ControlServer } from './control-server.ts'
import { openLogStore, type LogStore } from './log-store.ts'
import type { RuntimePaths } from './paths.ts'
import { planServices, summarize } from './plan.ts'
import { assertPortsFree } from './port-check.ts'
import { notRunning } from './refusals.ts'
import { removeState, writeState } from './state-file.ts'
import { Supervisor } from './supervisor.ts'
import type { Service } from './service.ts'

/** How often a detached session looks whether its folder is still there. */
const LOOK_MS = 5000

export interface SessionOptions {
  stack: Stack
  paths: RuntimePaths
  detached: boolean
  report: Report
  stop: AbortSignal
  now: AbortSignal
  onReady(summary: StackSummary): void
  onLog(line: LogLine): void
  /** Stands in for the real services. */
  plan?: (stack: Stack) => Promise<Service[]>
  lookMs?: number
}

export interface SessionResult {
  summary: StackSummary | null
  stopped: StoppedService[]
}

/**
 * One life of a stack in this process: plan, start, serve the control socket, wait for the stop, clear up. The caller holds the
 * lock. Raises with nothing left running when the stack does not come up.
 */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  const session = new Session(options)
  try {
    return await session.run()
  } finally {
    await session.close()
  }
}

class Session {
  readonly #options: SessionOptions
  readonly #log: LogStore
  readonly #stopAsked = Promise.withResolvers<void>()
  readonly #stopNow = new AbortController()
  readonly #stopStart = new AbortController()
  #supervisor: Supervisor | null = null
  #control: ControlServer | null = null
  #self: ProcessIdentity | null = null
  #state: StackStatus['state'] = 'starting'
  #summary: StackSummary | null = null
  /** Who asked for what is going on, besides the one who started the session. */
  readonly #listeners = new Set<Report>()
  #restarting: Promise<unknown> = Promise.resolve()
  #starting: Promise<boolean> = Promise.resolve(false)
  #stopping: Promise<StoppedService[]> | null = null
  #writing: Promise<void> = Promise.resolve()
  readonly #killAll = () => this.#supervisor?.killAll()

  constructor(options: SessionOptions) {
    this.#options = options
    const { stack, paths } = options
    this.#log = openLogStore({
      logDir: paths.logDir,
      secrets: secretsOf(stack),
      onLine: (line) => {
        if (this.#state !== 'starting') options.onLog(line)
      },
    })
    // Whatever ends this process, a crash or a reader that closes the pipe, ends the services too.
    process.once('exit', this.#killAll)
    for (const [signal, controller] of [
      [options.stop, this.#stopStart],
      [options.now, this.#stopNow],
    ] as const) {
      if (signal.aborted) controller.abort()
      else signal.addEventListener('abort', () => controller.abort(), { once: true })
    }
    this.#stopStart.signal.addEventListener('abort', () => this.#stopAsked.resolve(), { once: true })
    if (this.#stopStart.signal.aborted) this.#stopAsked.resolve()
  }

  async run(): Promise<SessionResult> {
    const { paths, stack, onReady, detached, lookMs = LOOK_MS } = this.#options
    this.#self = await identify(process.pid)
    this.#control = await serveControl(paths.socket, {
      status: () => this.status(),
      stop: ({ now }, report) => this.#askStop(now, report),
      restart: ({ services }, report) => this.#restart(services, report),
    })
    this.#record()
    this.#starting = this.#start()
    if (!(await this.#starting)) return { summary: null, stopped: [] }
    this.#summary = summarize(stack, paths, { detached, startedAt: new Date() })
    this.#state = 'running'
    this.#record()
    onReady(this.#summary)
    const looking = detached ? setInterval(() => void this.#endWithoutFolder(), lookMs) : undefined
    await this.#stopAsked.promise
    clearInterval(looking)
    return { summary: this.#summary, stopped: await this.#stop() }
  }

  async close(): Promise<void> {
    process.off('exit', this.#killAll)
    await this.#control?.close()
    await this.#writing
    if (this.#self !== null) await removeState(this.#options.paths)
    this.#log.close()
  }

  async status(): Promise<StackStatus> {
    const services = (await this.#supervisor?.status()) ?? []
    return { dir: this.#options.paths.dir, state: this.#state, supervisorPid: process.pid, summary: this.#summary, services }
  }

  /** False when a stop was asked for before the stack was up. */
  async #start(): Promise<boolean> {
    const { stack } = this.#options
    const signal = this.#stopStart.signal
    try {
      const services = await this.#plan(stack)
      await assertPortsFree(services)
      this.#supervisor = new Supervisor({
        services,
        report: (event) => this.#report(event),
        onLine: (line) => this.#log.write(line),
        onChange: () => this.#record(),
      })
      await this.#supervisor.start(signal)
      return true
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
  }

  #plan(stack: Stack): Promise<Service[]> {
    const { plan, paths } = this.#options
    return plan
      ? plan(stack)
      : planServices(stack, paths, { env: process.env, report: (event) => this.#report(event), signal: this.#stopStart.signal })
  }

  /** One restart at a time: a second one waits, and then plans with the files as they are by then. */
  #restart(names: string[], report: Report): Promise<{ restarted: string[] }> {
    const work = this.#restarting.then(() => this.#restartNow(names, report))
    this.#restarting = work.catch(() => {})
    return work
  }

  async #restartNow(names: string[], report: Report): Promise<{ restarted: string[] }> {
    await this.#starting.catch(() => {})
    // Services that are draining after a stop must not be touched.
    if (this.#state !== 'running') throw notRunning()
    const stack = await loadStack(this.#options.paths.dir)
    const services = await this.#plan(stack)
    const restarted = await this.#reportingTo(report, async () => (await this.#supervisor?.restart(names, services)) ?? [])
    this.#summary = summarize(stack, this.#options.paths, {
      detached: this.#options.detached,
      startedAt: new Date(this.#summary?.startedAt ?? Date.now()),
    })
    this.#record()
    return { restarted }
  }

  /** Another process asks: the answer comes when all is stopped, and `run` ends then too. */
  async #askStop(now: boolean, report: Report): Promise<StoppedService[]> {
    if (now) this.#stopNow.abort()
    if (this.#state === 'starting') {
      const begun = this.#supervisor?.records() ?? []
      this.#stopStart.abort()
      await this.#starting.catch(() => {})
      return begun.flatMap(({ name, process: child }) => (child === null ? [] : [{ name, pid: child.pid, how: 'killed' as const }]))
    }
    return this.#reportingTo(report, () => this.#stop().finally(() => this.#stopAsked.resolve()))
  }

  /** Whoever deleted the folder wants the stack no more, and no command finds it there again. */
  async #endWithoutFolder(): Promise<void> {
    const code = await stat(this.#options.paths.stateDir).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (code === 'ENOENT') this.#stopAsked.resolve()
  }

  #stop(): Promise<StoppedService[]> {
    this.#state = 'stopping'
    this.#stopping ??= this.#supervisor?.stop(this.#stopNow.signal) ?? Promise.resolve([])
    return this.#stopping
  }

  #report(event: Progress): void {
    this.#options.report(event)
    for (const listener of this.#listeners) listener(event)
  }

  async #reportingTo<T>(report: Report, work: () => Promise<T>): Promise<T> {
    this.#listeners.add(report)
    try {
      return await work()
    } finally {
      this.#listeners.delete(report)
    }
  }

  /** Writes follow one another, so that the last state is the one that stays. */
  #record(): void {
    const { paths } = this.#options
    const { socket } = paths
    this.#writing = this.#writing
      .catch(() => {})
      .then(async () => {
        if (this.#self === null) return
        const services = this.#supervisor?.records() ?? []
        await writeState(paths, { version: 1, supervisor: this.#self, socket, summary: this.#summary, services })
      })
    this.#writing.catch(() => {})
  }
}
