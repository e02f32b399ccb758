import { postForStream } from './http-stream.ts'
import type { Voice } from './voice.ts'

export interface OpenAiVoiceOptions {
  provider: 'openai' | 'local'
  model: string
  voice: string
  /** Up to and with `/v1`. */
  baseUrl: string
  key: string | null
}

/** The sample rate of the API's `pcm` format. */
const SAMPLE_RATE = 24_000

/** OpenAI's speech endpoint and those that imitate it. Plays while it is made, where the SDK's plugin waits for the whole answer. */
export class OpenAiVoice implements Voice {
  readonly sampleRate = SAMPLE_RATE
  readonly concurrency = 2
  readonly #options: OpenAiVoiceOptions

  constructor(options: OpenAiVoiceOptions) {
    this.#options = options
  }

  get provider(): string {
    return this.#options.provider
  }

  get model(): string {
    return this.#options.model
  }

  speak(text: string, signal: AbortSignal): AsyncIterable<Buffer> {
    const { baseUrl, key, model, voice } = this.#options
    return postForStream({
      url: `${baseUrl.replace(/\/$/, '')}/audio/speech`,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      body: { model, voice, input: text, response_format: 'pcm' },
      signal,
      key,
    })
  }
}
