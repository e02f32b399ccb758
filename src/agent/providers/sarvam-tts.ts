import { SARVAM_SAMPLE_RATE, SarvamConnection, type SarvamOptions } from './sarvam-connection.ts'
import type { Voice } from './voice.ts'

/**
 * Sarvam's streaming speech on one connection that stays open over the whole call. After an interruption the connection is dropped, because
 * the server would go on sending the old answer, and another is opened at once.
 */
export class SarvamVoice implements Voice {
  readonly provider = 'sarvam'
  readonly sampleRate = SARVAM_SAMPLE_RATE
  readonly concurrency = 1
  readonly #options: SarvamOptions
  /** Ready, or about to be; at most one is kept. */
  #spare: Promise<SarvamConnection> | null = null
  #isClosed = false

  constructor(options: SarvamOptions) {
    this.#options = options
  }

  get model(): string {
    return this.#options.model
  }

  prewarm(): void {
    if (this.#isClosed || this.#spare !== null) return
    const spare = SarvamConnection.open(this.#options)
    this.#spare = spare
    // Whoever speaks next connects anew, and is told what is wrong.
    spare.catch(() => {
      if (this.#spare === spare) this.#spare = null
    })
  }

  async *speak(text: string, signal: AbortSignal): AsyncGenerator<Buffer> {
    const connection = await this.#connect()
    const stop = () => connection.drop()
    signal.addEventListener('abort', stop)
    let isComplete = false
    try {
      if (signal.aborted) return
      yield* connection.say(text)
      isComplete = true
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', stop)
      this.#giveBack(connection, isComplete && !signal.aborted)
    }
  }

  close(): void {
    this.#isClosed = true
    void this.#spare?.then((connection) => connection.drop()).catch(() => {})
    this.#spare = null
  }

  async #connect(): Promise<SarvamConnection> {
    const spare = this.#spare
    this.#spare = null
    const ready = await spare?.catch(() => null)
    if (ready?.isUsable) return ready
    ready?.drop()
    return SarvamConnection.open(this.#options)
  }

  #giveBack(connection: SarvamConnection, isClean: boolean): void {
    if (isClean && connection.isUsable && this.#spare === null && !this.#isClosed) {
      this.#spare = Promise.resolve(connection)
      return
    }
    connection.drop()
    this.prewarm()
  }
}
