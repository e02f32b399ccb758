/** How long an accepted job may stay unassigned before its place is given back: the SDK gives up after 7.5 s. */
export const ASSIGNMENT_MS = 10_000

/**
 * Counts calls against the cap. The SDK's own count knows only jobs that a process has started on; between accepting and starting lie
 * hundreds of milliseconds, in which a second request would slip through.
 */
export class CallLimit {
  readonly #accepted = new Map<string, number>()
  readonly #max: number
  readonly #now: () => number

  constructor(max: number, now: () => number = () => performance.now()) {
    this.#max = max
    this.#now = now
  }

  /** Calls running or on their way. `running` are the ids of the jobs that have a process. */
  held(running: readonly string[]): number {
    for (const [id, at] of this.#accepted) if (running.includes(id) || this.#now() - at > ASSIGNMENT_MS) this.#accepted.delete(id)
    return running.length + this.#accepted.size
  }

  /** True once a job needs the place no more that was taken for it: a process has it, or it never came. */
  hasBegun(id: string, running: readonly string[]): boolean {
    this.held(running)
    return !this.#accepted.has(id)
  }

  /** Takes a place for a job; false when all are taken. */
  take(id: string, running: readonly string[]): boolean {
    if (this.held(running) >= this.#max) return false
    this.#accepted.set(id, this.#now())
    return true
  }

  /** Gives a place back that was taken for a job which then was refused. */
  giveBack(id: string): void {
    this.#accepted.delete(id)
  }
}
