/** What comes by itself, to be taken out one by one by whoever waits for it. */
export class Inbox<Item> {
  readonly #items: Item[] = []
  #wake: () => void = () => {}

  put(item: Item): void {
    this.#items.push(item)
    this.#wake()
  }

  /** The next item; null once the signal is aborted. */
  async next(signal: AbortSignal): Promise<Item | null> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.#wake = wake
    signal.addEventListener('abort', wake, { once: true })
    if (this.#items.length === 0 && !signal.aborted) await promise
    signal.removeEventListener('abort', wake)
    return signal.aborted ? null : (this.#items.shift() ?? null)
  }
}
