import { APIConnectionError, APIError, APIStatusError, AsyncIterableQueue } from '@livekit/agents'
import { WebSocket } from 'ws'
import { openWebSocket } from './web-socket.ts'

export interface SarvamOptions {
  model: string
  /** The speaker's name. */
  voice: string
  language: 'en' | 'hi'
  baseUrl: string
  key: string | null
}

export const SARVAM_SAMPLE_RATE = 24_000
/** The server closes a connection on which nothing comes for a minute. */
const PING_EVERY_MS = 25_000

interface Message {
  type?: string
  data?: { audio?: string; event_type?: string; message?: string; code?: number }
}

/** One WebSocket to Sarvam's streaming speech, good for one text at a time: what the server sends doesn't say which text it belongs to. */
export class SarvamConnection {
  readonly #socket: WebSocket
  readonly #pings: NodeJS.Timeout
  #sound: AsyncIterableQueue<Buffer> | null = null
  #failure: APIError | null = null

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.#pings = setInterval(() => this.#send({ type: 'ping' }), PING_EVERY_MS).unref()
    socket.on('message', (data: Buffer) => this.#receive(data))
    socket.on('error', (error) => this.#fail(new APIConnectionError({ message: error.message })))
    socket.on('close', (code, reason) => {
      clearInterval(this.#pings)
      this.#fail(
        new APIConnectionError({ message: `the connection was closed (${code}${reason.length > 0 ? ` ${reason.toString()}` : ''})` }),
      )
    })
  }

  /** Connects and sends the configuration. Raises APIStatusError when refused, APIConnectionError when unreachable. */
  static async open(options: SarvamOptions): Promise<SarvamConnection> {
    const socket = await openWebSocket(addressOf(options), options.key === null ? {} : { 'api-subscription-key': options.key })
    const connection = new SarvamConnection(socket)
    connection.#send({ type: 'config', data: configOf(options) })
    return connection
  }

  get isUsable(): boolean {
    return this.#socket.readyState === WebSocket.OPEN && this.#sound === null && this.#failure === null
  }

  /** The sound of a text up to its end. Raises APIError when the server reports one or the connection breaks. */
  async *say(text: string): AsyncGenerator<Buffer> {
    const sound = new AsyncIterableQueue<Buffer>()
    if (this.#failure === null) {
      this.#sound = sound
      this.#send({ type: 'text', data: { text } })
      this.#send({ type: 'flush' })
      yield* sound
    }
    if (this.#failure !== null) throw this.#failure
  }

  /** Closes at once; what is being said ends there. */
  drop(): void {
    clearInterval(this.#pings)
    this.#endSound()
    this.#socket.terminate()
  }

  #receive(data: Buffer): void {
    const message = parse(data)
    if (message.type === 'audio' && message.data?.audio) {
      if (this.#sound?.closed === false) this.#sound.put(Buffer.from(message.data.audio, 'base64'))
    } else if (message.type === 'event' && message.data?.event_type === 'final') {
      this.#endSound()
    } else if (message.type === 'error') {
      this.#fail(errorOf(message))
      this.#socket.terminate()
    }
  }

  #fail(error: APIError): void {
    this.#failure ??= error
    this.#endSound()
  }

  #endSound(): void {
    if (this.#sound?.closed === false) this.#sound.close()
    this.#sound = null
  }

  #send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

function addressOf({ baseUrl, model }: SarvamOptions): URL {
  const url = new URL(`${baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/text-to-speech/ws`)
  url.searchParams.set('model', model)
  url.searchParams.set('send_completion_event', 'true')
  return url
}

function configOf({ language, voice, model }: SarvamOptions): object {
  return {
    target_language_code: `${language}-IN`,
    speaker: voice,
    model,
    pace: 1,
    speech_sample_rate: String(SARVAM_SAMPLE_RATE),
    output_audio_codec: 'linear16',
    // Reads numbers and English words inside of Hindi as people say them; later models do it anyway and refuse the option.
    ...(model === 'bulbul:v2' ? { enable_preprocessing: true } : {}),
  }
}

function parse(data: Buffer): Message {
  try {
    return JSON.parse(data.toString()) as Message
  } catch {
    return {}
  }
}

function errorOf({ data }: Message): APIError {
  const message = data?.message ?? 'error without a message'
  const statusCode = Number(data?.code)
  return statusCode >= 400 && statusCode < 600 ? new APIStatusError({ message, options: { statusCode } }) : new APIError(message)
}
