/** A way to turn one sentence into sound. */
export interface Voice {
  /** For logs and metrics: `sarvam`, `bulbul:v2`. */
  readonly provider: string
  readonly model: string
  /** Of the sound, in Hz; one channel. */
  readonly sampleRate: number
  /** How many sentences it takes at a time. One that takes a single one is given all that waits together. */
  readonly concurrency: number
  /**
   * The sound of a text, PCM16 little-endian, in pieces of any length as they come. Ends early, without an error, when `signal` aborts.
   * Raises APIStatusError, APIConnectionError or APIError.
   */
  speak(text: string, signal: AbortSignal): AsyncIterable<Buffer>
  /** Gets ready, such as by connecting, so that the first sentence need not wait. Never raises. */
  prewarm?(): void
  close?(): void
}
