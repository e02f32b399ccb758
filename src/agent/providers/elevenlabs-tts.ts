import { APIStatusError, asError } from '@livekit/agents'
import { TTS } from '@livekit/agents-plugin-elevenlabs'
import { SentenceTokenizer } from './sentence-tokenizer.ts'

export interface ElevenLabsOptions {
  model: string
  /** The voice's id. */
  voice: string
  language: 'en' | 'hi'
  /** Up to and with `/v1`. */
  baseUrl: string
  key: string | null
}

/** ElevenLabs through the SDK's plugin, with our sentences, and with the reason when it can't connect: the plugin hides it. */
export class ElevenLabsTts extends TTS {
  constructor({ model, voice, language, baseUrl, key }: ElevenLabsOptions) {
    super({
      // A server of one's own may ask for none; the plugin insists on one.
      apiKey: key ?? 'none',
      baseURL: baseUrl.replace(/^ws/, 'http').replace(/\/$/, ''),
      voiceId: voice,
      model,
      wordTokenizer: new SentenceTokenizer(),
      // Only these models take a language; others answer with an error.
      ...(/v2_5/.test(model) ? { language } : {}),
    })
  }

  prewarm(): void {
    // Whoever speaks next connects anew, and is told what is wrong.
    super.currentConnection().catch(() => {})
  }

  override async currentConnection(): ReturnType<TTS['currentConnection']> {
    try {
      return await super.currentConnection()
    } catch (error) {
      const { message } = asError(error)
      const statusCode = Number(/response: (\d{3})/.exec(message)?.[1])
      const reason = statusCode ? new APIStatusError({ message, options: { statusCode, retryable: false } }) : asError(error)
      this.emit('error', { type: 'tts_error', timestamp: Date.now(), label: this.label, error: reason, recoverable: false })
      throw error
    }
  }
}
