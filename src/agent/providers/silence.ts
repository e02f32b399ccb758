/** Watches that a stream goes on: `signal` aborts when a wait takes longer than was allowed for it. */
export class Silence {
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #limitMs = 0

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** How long the wait that is running, or that ran out, may take. */
  get limitMs(): number {
    return this.#limitMs
  }

  /** A wait begins; one that is running is forgotten. */
  begin(limitMs: number): void {
    this.end()
    this.#limitMs = limitMs
    this.#timer = setTimeout(() => this.#controller.abort(), limitMs)
  }

  /** What was waited for has come, or no longer matters. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
