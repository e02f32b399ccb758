/** Watches that sound follows text: calls `onLate` once when it takes too long. Between two sentences of a slow writer there is nothing to wait for. */
export class Pace {
  readonly #firstMs: number
  readonly #nextMs: number
  #isHeard = false
  #isEnded = false
  #timer: NodeJS.Timeout | null = null
  onLate: (ms: number) => void = () => {}

  constructor({ firstMs, nextMs }: { firstMs: number; nextMs: number }) {
    this.#firstMs = firstMs
    this.#nextMs = nextMs
  }

  /** A sentence was given to the speaker. */
  said(): void {
    if (this.#timer === null) this.#start()
  }

  /** Nothing more will be said; what is left must still be heard. */
  ended(): void {
    this.#isEnded = true
    this.said()
  }

  heard(): void {
    this.#isHeard = true
    this.#clear()
    if (this.#isEnded) this.#start()
  }

  stop(): void {
    this.#clear()
  }

  #start(): void {
    const ms = this.#isHeard ? this.#nextMs : this.#firstMs
    this.#timer = setTimeout(() => this.onLate(ms), ms)
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
