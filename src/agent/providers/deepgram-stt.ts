import {
  APIConnectionError,
  APITimeoutError,
  AudioEnergyFilter,
  createTimedString,
  normalizeLanguage,
  stt,
  type APIConnectOptions,
} from '@livekit/agents'
import type { AudioFrame } from '@livekit/rtc-node'
import { WebSocket } from 'ws'
import { openWebSocket } from './web-socket.ts'

export interface DeepgramOptions {
  model: string
  language: 'en' | 'hi'
  baseUrl: string
  key: string | null
}

const SAMPLE_RATE = 16_000
/** The server closes a connection on which neither sound nor this comes for ten seconds. */
const KEEP_ALIVE_MS = 5000
/** Sound for this long without a message from the server means that nobody listens: it reports every second, and of mere noise every five at the latest. */
const DEAF_AFTER_S = 6
const USAGE_EVERY_S = 5
/** How long the server may take for its last words once the sound has ended. */
const LAST_WORDS_MS = 2000

interface Word {
  word: string
  punctuated_word?: string
  start: number
  end: number
  confidence: number
}

interface Message {
  type?: string
  is_final?: boolean
  speech_final?: boolean
  metadata?: { request_id?: string }
  channel?: { alternatives?: { transcript: string; confidence: number; words?: Word[] }[] }
}

/**
 * Deepgram's live transcription. The SDK's plugin doesn't notice when its connection breaks (it awaits a task object instead of the task's
 * result), and is deaf for the rest of the call; and it holds sound back to send 100 ms at a time. This one reconnects, and sends at once.
 */
export class DeepgramStt extends stt.STT {
  readonly label = 'voicectl.deepgram'
  readonly #options: DeepgramOptions

  constructor(options: DeepgramOptions) {
    super({ streaming: true, interimResults: true, alignedTranscript: 'word' })
    this.#options = options
  }

  override get model(): string {
    return this.#options.model
  }

  override get provider(): string {
    return 'deepgram'
  }

  override stream(options?: { connOptions?: APIConnectOptions }): stt.SpeechStream {
    return new DeepgramStream(this, this.#options, options?.connOptions)
  }

  protected override _recognize(): Promise<stt.SpeechEvent> {
    return Promise.reject(new Error('Deepgram is used as a stream'))
  }
}

class DeepgramStream extends stt.SpeechStream {
  readonly label = 'voicectl.DeepgramStream'
  readonly #options: DeepgramOptions
  readonly #filter = new AudioEnergyFilter()
  #isSpeaking = false
  #requestId = ''
  /** Seconds of sound sent: since the server last said something, and since usage was last reported. */
  #unansweredS = 0
  #unreportedS = 0

  constructor(owner: DeepgramStt, options: DeepgramOptions, connOptions?: APIConnectOptions) {
    super(owner, SAMPLE_RATE, connOptions)
    this.#options = options
  }

  /** One connection; when it breaks the SDK runs this again, and the sound of meanwhile is waiting in the input. */
  protected override async run(): Promise<void> {
    const { key } = this.#options
    const socket = await openWebSocket(addressOf(this.#options), key === null ? {} : { authorization: `Token ${key}` })
    const keepAlive = setInterval(() => socket.send(JSON.stringify({ type: 'KeepAlive' })), KEEP_ALIVE_MS)
    const done = new AbortController()
    this.#unansweredS = 0
    socket.on('message', (data: Buffer) => this.#receive(data))
    try {
      await Promise.race([this.#send(socket, done.signal), broken(socket)])
    } finally {
      clearInterval(keepAlive)
      done.abort()
      this.#endSpeech()
      this.#report()
      socket.close()
    }
  }

  async #send(socket: WebSocket, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { done, value } = await this.input.next({ signal })
      if (signal.aborted) return
      if (done) break
      if (typeof value === 'symbol') socket.send(JSON.stringify({ type: 'Finalize' }))
      else this.#sendSound(socket, value)
    }
    if (socket.readyState !== WebSocket.OPEN) return
    socket.send(JSON.stringify({ type: 'CloseStream' }))
    // The server still sends what it heard last, and closes. To broken() that would be an error, and the SDK would connect again.
    socket.removeAllListeners('close')
    if (this.closed) return
    const timer = setTimeout(() => socket.terminate(), LAST_WORDS_MS)
    await new Promise((resolve) => socket.once('close', resolve))
    clearTimeout(timer)
  }

  #sendSound(socket: WebSocket, frame: AudioFrame): void {
    if (!this.#filter.pushFrame(frame)) return
    socket.send(new Uint8Array(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength))
    const seconds = frame.samplesPerChannel / frame.sampleRate
    this.#unansweredS += seconds
    this.#unreportedS += seconds
    if (this.#unreportedS >= USAGE_EVERY_S) this.#report()
    if (this.#unansweredS < DEAF_AFTER_S) return
    throw new APITimeoutError({ message: `${DEAF_AFTER_S} s of sound got no answer` })
  }

  #receive(data: Buffer): void {
    const message = parse(data)
    this.#unansweredS = 0
    if (message.type === 'SpeechStarted') this.#beginSpeech()
    else if (message.type === 'UtteranceEnd') this.#endSpeech()
    else if (message.type === 'Results') this.#hear(message)
  }

  #hear({ is_final: isFinal, speech_final: isEnd, metadata, channel }: Message): void {
    this.#requestId = metadata?.request_id ?? this.#requestId
    const best = channel?.alternatives?.[0]
    if (best?.transcript) {
      this.#beginSpeech()
      const { FINAL_TRANSCRIPT, INTERIM_TRANSCRIPT } = stt.SpeechEventType
      this.#put({ type: isFinal === true ? FINAL_TRANSCRIPT : INTERIM_TRANSCRIPT, alternatives: [this.#speechData(best)] })
    }
    if (isEnd === true) this.#endSpeech()
  }

  #speechData({ transcript, confidence, words = [] }: { transcript: string; confidence: number; words?: Word[] }): stt.SpeechData {
    const offset = this.startTimeOffset
    return {
      language: normalizeLanguage(this.#options.language),
      text: transcript,
      confidence,
      startTime: (words[0]?.start ?? 0) + offset,
      endTime: (words.at(-1)?.end ?? 0) + offset,
      words: words.map((word) =>
        createTimedString({
          text: word.punctuated_word ?? word.word,
          startTime: word.start + offset,
          endTime: word.end + offset,
          confidence: word.confidence,
          startTimeOffset: offset,
        }),
      ),
    }
  }

  #beginSpeech(): void {
    if (this.#isSpeaking) return
    this.#isSpeaking = true
    this.#put({ type: stt.SpeechEventType.START_OF_SPEECH })
  }

  #endSpeech(): void {
    if (!this.#isSpeaking) return
    this.#isSpeaking = false
    this.#put({ type: stt.SpeechEventType.END_OF_SPEECH })
  }

  #report(): void {
    if (this.#unreportedS === 0) return
    const recognitionUsage = { audioDuration: this.#unreportedS }
    this.#unreportedS = 0
    this.#put({ type: stt.SpeechEventType.RECOGNITION_USAGE, requestId: this.#requestId, recognitionUsage })
  }

  #put(event: stt.SpeechEvent): void {
    if (!this.queue.closed) this.queue.put(event)
  }
}

function addressOf({ baseUrl, model, language }: DeepgramOptions): URL {
  const url = new URL(`${baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/v1/listen`)
  const settings = {
    model,
    language,
    encoding: 'linear16',
    sample_rate: SAMPLE_RATE,
    channels: 1,
    interim_results: true,
    vad_events: true,
    // In ms. Short: the session decides when a turn ends, and must have the words by then.
    endpointing: 25,
    no_delay: true,
    punctuate: true,
    smart_format: true,
  }
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, String(value))
  return url
}

function broken(socket: WebSocket): Promise<never> {
  return new Promise((_, reject) => {
    socket.once('error', (error) => reject(new APIConnectionError({ message: error.message })))
    socket.once('close', (code, reason) => {
      const why = reason.length > 0 ? ` ${reason.toString()}` : ''
      reject(new APIConnectionError({ message: `the connection was closed (${code}${why})` }))
    })
  })
}

function parse(data: Buffer): Message {
  try {
    return JSON.parse(data.toString()) as Message
  } catch {
    return {}
  }
}
