const OPEN = '<think>'
const CLOSE = '</think>'

/** Leaves out the `<think>…</think>` with which some models begin an answer: it must not be spoken. */
export class ThinkingFilter {
  #state: 'undecided' | 'thinking' | 'answer' = 'undecided'
  #held = ''

  /** The part of the text so far that may be spoken now; empty while that is open. */
  push(text: string): string {
    if (this.#state === 'answer') return text
    this.#held += text
    if (this.#state === 'undecided') {
      const begun = this.#held.trimStart()
      if (OPEN.startsWith(begun)) return ''
      if (!begun.startsWith(OPEN)) return this.#release(this.#held)
      this.#state = 'thinking'
    }
    const end = this.#held.indexOf(CLOSE)
    if (end >= 0) return this.#release(this.#held.slice(end + CLOSE.length).trimStart())
    this.#held = this.#held.slice(1 - CLOSE.length)
    return ''
  }

  /** What was still held when the answer ended. */
  end(): string {
    return this.#state === 'undecided' ? this.#release(this.#held) : ''
  }

  #release(text: string): string {
    this.#state = 'answer'
    this.#held = ''
    return text
  }
}
