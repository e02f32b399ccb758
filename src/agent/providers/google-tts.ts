import { APIError } from '@livekit/agents'
import { postForStream } from './http-stream.ts'
import type { Voice } from './voice.ts'

export interface GoogleVoiceOptions {
  model: string
  voice: string
  /** Up to and with `/v1beta`. */
  baseUrl: string
  key: string | null
}

const SAMPLE_RATE = 24_000

interface Answer {
  error?: { message?: string }
  promptFeedback?: { blockReason?: string }
  candidates?: { finishReason?: string; content?: { parts?: { inlineData?: { data?: string } }[] } }[]
}

/** Gemini's speech models over their streaming HTTP interface. */
export class GoogleVoice implements Voice {
  readonly provider = 'google'
  readonly sampleRate = SAMPLE_RATE
  readonly concurrency = 2
  readonly #options: GoogleVoiceOptions

  constructor(options: GoogleVoiceOptions) {
    this.#options = options
  }

  get model(): string {
    return this.#options.model
  }

  async *speak(text: string, signal: AbortSignal): AsyncGenerator<Buffer> {
    const { baseUrl, key, model, voice } = this.#options
    const body = postForStream({
      url: `${baseUrl.replace(/\/$/, '')}/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`,
      headers: key === null ? {} : { 'x-goog-api-key': key },
      body: {
        contents: [{ role: 'user', parts: [{ text }] }],
        generationConfig: {
          responseModalities: ['AUDIO'],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
        },
      },
      signal,
      key,
    })
    let isHeard = false
    let ending = 'no audio'
    for await (const answer of events(body)) {
      if (answer.error) throw new APIError(answer.error.message ?? 'error without a message')
      ending = endingOf(answer) ?? ending
      for (const pcm of soundIn(answer)) {
        isHeard = true
        yield pcm
      }
    }
    if (!isHeard && !signal.aborted) throw new APIError(`the model made no sound (${ending})`)
  }
}

function endingOf({ candidates, promptFeedback }: Answer): string | undefined {
  return candidates?.[0]?.finishReason ?? promptFeedback?.blockReason
}

function soundIn({ candidates }: Answer): Buffer[] {
  const parts = candidates?.[0]?.content?.parts ?? []
  return parts.flatMap(({ inlineData }) => (inlineData?.data ? [Buffer.from(inlineData.data, 'base64')] : []))
}

/** The JSON of each server-sent event. */
async function* events(body: AsyncIterable<Buffer>): AsyncGenerator<Answer> {
  const decoder = new TextDecoder()
  let buffer = ''
  for await (const chunk of body) {
    buffer += decoder.decode(chunk, { stream: true })
    const lines = buffer.split('\n')
    buffer = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield parse(line)
  }
  if (buffer.startsWith('data:')) yield parse(buffer)
}

function parse(line: string): Answer {
  try {
    return JSON.parse(line.slice('data:'.length)) as Answer
  } catch {
    throw new APIError('the answer is not valid JSON')
  }
}
