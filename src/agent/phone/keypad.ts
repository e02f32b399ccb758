/** People look for the next key this long; what they have pressed until then is what they meant. */
const PAUSE_MS = 2500
/** Longer than any number, account or code. */
const LONGEST = 64

export interface KeypadOptions {
  /** Told of the first key of each entry. */
  onBegin(): void
  /** Told of an entry when it is complete. */
  onEntry(keys: string): void
  pauseMs?: number
}

/** Keys of a telephone, put together into what was meant: an entry ends with `#`, which belongs to no number, or with a pause. */
export class Keypad {
  readonly #options: Required<KeypadOptions>
  #keys = ''
  #timer: NodeJS.Timeout | undefined

  constructor(options: KeypadOptions) {
    this.#options = { pauseMs: PAUSE_MS, ...options }
  }

  press(key: string): void {
    if (!/^[0-9*#A-D]$/.test(key)) return
    clearTimeout(this.#timer)
    if (this.#keys === '') this.#options.onBegin()
    if (key === '#' && this.#keys !== '') return this.#end()
    this.#keys += key
    if (key === '#' || this.#keys.length >= LONGEST) return this.#end()
    this.#timer = setTimeout(() => this.#end(), this.#options.pauseMs)
  }

  /** Forgets what was begun. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#keys = ''
  }

  #end(): void {
    const keys = this.#keys
    this.stop()
    this.#options.onEntry(keys)
  }
}
