import { setTimeout as pause } from 'node:timers/promises'
import type { Report } from '../../core/progress.ts'
import type { LogLine, ServiceStatus, StoppedService } from '../runtime.ts'
import { runCleanup } from './orphans.ts'
import { ServiceProcess } from './service-process.ts'
import type { Service } from './service.ts'
import type { RecordedService } from './state-file.ts'

/** The name under which the supervisor writes to the log. */
export const SUPERVISOR = 'voicectl'

/** How often a service that dies is started again before it is given up. */
export interface RestartPolicy {
  limit: number
  windowMs: number
  /** Doubles with each start within the window. */
  firstDelayMs: number
}

const RESTARTS: RestartPolicy = { limit: 5, windowMs: 60_000, firstDelayMs: 500 }

export interface SupervisorOptions {
  services: Service[]
  report: Report
  onLine(line: LogLine): void
  /** Called after every change worth recording. */
  onChange(): void
  restarts?: RestartPolicy
}

interface Slot {
  service: Service
  run: ServiceProcess | null
  /** When it was started again by itself, in ms since the epoch. */
  restartTimes: number[]
  restarts: number
  failure: string | null
}

/**
 * Runs services as child processes: starts them in dependency order, starts a dying one again with growing delays, stops them in
 * reverse order. Knows nothing of what the services are.
 */
export class Supervisor {
  readonly #report: Report
  readonly #onLine: (line: LogLine) => void
  readonly #onChange: () => void
  readonly #policy: RestartPolicy
  readonly #stopping = new AbortController()
  #slots: Slot[]

  constructor({ services, report, onLine, onChange, restarts = RESTARTS }: SupervisorOptions) {
    this.#slots = services.map(toSlot)
    this.#report = report
    this.#onLine = onLine
    this.#onChange = onChange
    this.#policy = restarts
  }

  /** Starts everything. Raises the first Failure with nothing left running. */
  async start(signal: AbortSignal): Promise<void> {
    const abort = new AbortController()
    const either = AbortSignal.any([signal, abort.signal, this.#stopping.signal])
    const starts = new Map<string, Promise<void>>()
    for (const slot of inOrder(this.#slots)) {
      const needed = slot.service.dependsOn.map((name) => starts.get(name) ?? Promise.resolve())
      starts.set(
        slot.service.name,
        Promise.all(needed).then(() => this.#launch(slot, either)),
      )
    }
    // The first failure is the cause; those that follow are its echo.
    const first = await Promise.all(starts.values()).then(
      () => null,
      (error: unknown) => ({ error }),
    )
    if (first === null) return
    abort.abort()
    await Promise.allSettled(starts.values())
    await this.stop(AbortSignal.abort())
    throw first.error
  }

  /** Stops in reverse order. With `now` aborted nothing is waited for. */
  async stop(now: AbortSignal): Promise<StoppedService[]> {
    this.#stopping.abort()
    return this.#stopSlots(this.#slots, now)
  }

  /**
   * Stops the named services and starts them again as `services` describes them now; all of them when none is named. One at a time: the
   * caller waits for the end of one before the next.
   */
  async restart(names: string[], services: Service[]): Promise<string[]> {
    const chosen = this.#slots.filter(({ service }) => names.length === 0 || names.includes(service.name))
    await this.#stopSlots(chosen, this.#stopping.signal)
    if (names.length === 0) this.#slots = services.map(toSlot)
    else for (const slot of chosen) Object.assign(slot, toSlot(services.find(({ name }) => name === slot.service.name) ?? slot.service))
    const again = inOrder(this.#slots.filter(({ run }) => run === null))
    for (const slot of again) {
      const run = this.#begin(slot, this.#stopping.signal)
      try {
        await this.#untilReady(slot, run, this.#stopping.signal)
      } catch (error) {
        await this.#giveUp(slot, run, error)
        throw error
      }
    }
    return again.map(({ service }) => service.name)
  }

  /** What each service looks like at this moment. */
  async status(): Promise<ServiceStatus[]> {
    return Promise.all(this.#slots.map(look))
  }

  records(): RecordedService[] {
    return this.#slots.map(({ service, run, restarts }) => ({
      name: service.name,
      process: run?.isAlive ? run.identity : null,
      startedAt: run?.isAlive ? run.startedAt.toISOString() : null,
      restarts,
      stopMs: service.stop.reduce((sum, { waitMs }) => sum + waitMs, 0),
      address: service.address,
      cleanup: service.cleanup ?? null,
    }))
  }

  /** Ends every group at once and without waiting, for the moment before this process ends. */
  killAll(): void {
    for (const { run } of this.#slots) run?.kill()
  }

  async #launch(slot: Slot, signal: AbortSignal): Promise<void> {
    await this.#untilReady(slot, this.#begin(slot, signal), signal)
  }

  /** Makes a run, which is the slot's from this moment: whatever stops the slot finds it. */
  #begin(slot: Slot, signal: AbortSignal): ServiceProcess {
    signal.throwIfAborted()
    const { name, origin } = slot.service
    if (origin !== undefined) this.#report({ type: 'note', text: origin })
    this.#report({ type: 'step', id: name, text: `Starting ${name}` })
    const run = new ServiceProcess(slot.service, (text) => this.#onLine({ time: new Date().toISOString(), service: name, text }))
    slot.run = run
    slot.failure = null
    return run
  }

  async #untilReady(slot: Slot, run: ServiceProcess, signal: AbortSignal): Promise<void> {
    const { name } = slot.service
    await run.identify()
    this.#onChange()
    await run.untilReady(signal)
    const seconds = ((Date.now() - run.startedAt.getTime()) / 1000).toFixed(1)
    this.#report({ type: 'done', id: name, text: `${name} is ready (${seconds} s)` })
    this.#onChange()
    void this.#watch(slot, run)
  }

  /** Starts a service again when it ends without having been asked to. */
  async #watch(slot: Slot, run: ServiceProcess): Promise<void> {
    await run.ended
    if (run.wasStopped || this.#stopping.signal.aborted || slot.run !== run) return
    const { exitCode, signal } = run.end
    await this.#startAgain(slot, `${slot.service.name} ended (${signal ?? `exit code ${exitCode}`})`)
  }

  async #startAgain(slot: Slot, what: string): Promise<void> {
    const { limit, windowMs, firstDelayMs } = this.#policy
    slot.restartTimes = slot.restartTimes.filter((time) => Date.now() - time < windowMs)
    if (slot.restartTimes.length >= limit) {
      slot.failure = `${what}; given up after ${limit} new starts within ${Math.round(windowMs / 1000)} s`
      this.#say(`${slot.failure}. Start it again with: voicectl restart ${slot.service.name}`)
      this.#onChange()
      return
    }
    const delayMs = firstDelayMs * 2 ** slot.restartTimes.length
    this.#say(`${what}; starting it again in ${(delayMs / 1000).toFixed(1)} s`)
    slot.restartTimes.push(Date.now())
    slot.restarts++
    this.#onChange()
    const before = slot.run
    await pause(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
    // A restart that was asked for meanwhile has taken over.
    if (this.#stopping.signal.aborted || slot.run !== before) return
    let run: ServiceProcess | null = null
    try {
      run = this.#begin(slot, this.#stopping.signal)
      await this.#untilReady(slot, run, this.#stopping.signal)
    } catch (error) {
      const takenOver = () => this.#stopping.signal.aborted || slot.run !== (run ?? before)
      if (takenOver() || run?.wasStopped) return
      await run?.stop(AbortSignal.abort())
      if (!takenOver()) await this.#startAgain(slot, (error as Error).message)
    }
  }

  async #giveUp(slot: Slot, run: ServiceProcess, error: unknown): Promise<void> {
    await run.stop(AbortSignal.abort())
    if (slot.run === run) slot.failure = (error as Error).message
    this.#onChange()
  }

  async #stopSlots(slots: Slot[], now: AbortSignal): Promise<StoppedService[]> {
    const stopped: StoppedService[] = []
    for (const slot of inOrder(slots).toReversed()) {
      if (slot.run?.isAlive) this.#report({ type: 'step', id: slot.service.name, text: `Stopping ${slot.service.name}` })
      const result = (await slot.run?.stop(now)) ?? null
      slot.run = null
      if (slot.service.cleanup) await runCleanup(slot.service.cleanup)
      if (result !== null) stopped.push(result)
      this.#onChange()
    }
    return stopped
  }

  #say(text: string): void {
    this.#onLine({ time: new Date().toISOString(), service: SUPERVISOR, text })
  }
}

function toSlot(service: Service): Slot {
  return { service, run: null, restartTimes: [], restarts: 0, failure: null }
}

/** Services after what they depend on; otherwise in the order given. */
function inOrder(slots: Slot[]): Slot[] {
  const sorted: Slot[] = []
  const visit = (slot: Slot) => {
    if (sorted.includes(slot)) return
    for (const name of slot.service.dependsOn) {
      const needed = slots.find(({ service }) => service.name === name)
      if (needed) visit(needed)
    }
    sorted.push(slot)
  }
  slots.forEach(visit)
  return sorted
}

async function look({ service, run, restarts, failure }: Slot): Promise<ServiceStatus> {
  const base = { name: service.name, restarts, address: service.address }
  if (!run?.isAlive) {
    const state = failure === null ? (run === null ? 'stopped' : 'running') : 'failed'
    const waiting = state === 'running'
    return {
      ...base,
      state: waiting ? 'stopped' : state,
      pid: null,
      startedAt: null,
      uptimeSeconds: null,
      detail: waiting ? 'it ended and is about to be started again' : failure,
    }
  }
  const seen = await service
    .probe(AbortSignal.timeout(3000))
    .catch((error: Error) => ({ state: 'waiting' as const, detail: error.message }))
  return {
    ...base,
    state: seen.state === 'ready' ? 'ready' : 'running',
    pid: run.pid,
    startedAt: run.startedAt.toISOString(),
    uptimeSeconds: Math.floor((Date.now() - run.startedAt.getTime()) / 1000),
    detail: seen.state === 'waiting' ? seen.detail : seen.state === 'refused' ? seen.failure.message : null,
  }
}
