import { hasKey, startStub, type SocketSession, type Stub } from './stub-server.ts'

export interface DeepgramOptions {
  /** What the caller says, turn by turn; the last one again and again. */
  transcripts?: string[]
  /** From the end of the caller's sound to the final transcript. Default 150. */
  finalDelayMs?: number
  /** Sound that comes back within this time after a final belongs to the same turn and gets no further transcript. Default 700. */
  sameTurnMs?: number
  /** The only key accepted; without it any, but one must be sent. */
  key?: string
}

export interface DeepgramStub extends Stub {
  script(...transcripts: string[]): void
  timing(timing: Pick<DeepgramOptions, 'finalDelayMs' | 'sameTurnMs'>): void
  /** Finals sent so far. */
  finals(): number
}

interface Settings {
  transcripts: string[]
  finalDelayMs: number
  sameTurnMs: number
  finals: number
}

/** Above the noise of a bad telephone line, of which a recogniser makes no words. */
const LOUD = 300
const WINDOW_MS = 10
const INTERIM_EVERY_MS = 300
/** Of sound in which nobody speaks Deepgram tells as often that there are no words in it. */
const NO_WORDS_EVERY_MS = 1000
/** Silence must be heard before a turn ends: on a busy machine speech arrives late, and its absence is no silence. */
const SURE_SILENCE_MS = 60
/** When nothing at all arrives any more, that is silence too. */
const STREAM_END_MS = 1000

/** Deepgram's live transcription. It hears when there is sound (PCM16 energy); what was said is scripted. */
export async function startDeepgram(options: DeepgramOptions = {}): Promise<DeepgramStub> {
  const settings: Settings = {
    transcripts: options.transcripts ?? ['hello there'],
    finalDelayMs: options.finalDelayMs ?? 150,
    sameTurnMs: options.sameTurnMs ?? 700,
    finals: 0,
  }
  const stub = await startStub({
    scheme: 'ws',
    basePath: '',
    authorized: ({ headers, path }) => {
      const [scheme, key] = (headers.authorization ?? '').split(' ')
      return path === '/v1/listen' && scheme === 'Token' && hasKey(key, options.key)
    },
    socket: (session) => new Listener(session, settings).listen(),
  })
  return {
    ...stub,
    script: (...transcripts) => {
      settings.transcripts = transcripts
    },
    timing: ({ finalDelayMs, sameTurnMs }) => {
      settings.finalDelayMs = finalDelayMs ?? settings.finalDelayMs
      settings.sameTurnMs = sameTurnMs ?? settings.sameTurnMs
    },
    finals: () => settings.finals,
  }
}

class Listener {
  readonly #session: SocketSession
  readonly #settings: Settings
  readonly #rate: number
  #audioMs = 0
  #toldNoWordsMs = 0
  #turn: { transcript: string; startMs: number; interimMs: number; interims: number } | null = null
  #lastSoundAt = -Infinity
  #silentMs = 0
  #isDue = false
  #timer: NodeJS.Timeout | undefined

  constructor(session: SocketSession, settings: Settings) {
    this.#session = session
    this.#settings = settings
    this.#rate = Number(session.request.query.get('sample_rate') ?? 16_000)
  }

  listen(): void {
    const { socket, request } = this.#session
    socket.once('close', () => clearTimeout(this.#timer))
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return this.#hear(data)
      const { type } = (request.messages.at(-1) ?? {}) as { type?: string }
      if (type === 'Finalize') this.#end(true)
      if (type === 'CloseStream') this.#close()
    })
  }

  #hear(pcm: Buffer): void {
    if (this.#session.fault() === 'hang') return
    const windowBytes = ((this.#rate * WINDOW_MS) / 1000) * 2
    const windows = Math.floor(pcm.length / windowBytes)
    let lastLoud = -1
    for (let i = 0; i < windows; i++) if (rms(pcm.subarray(i * windowBytes, (i + 1) * windowBytes)) > LOUD) lastLoud = i
    const durationMs = (pcm.length / 2 / this.#rate) * 1000
    const trailingMs = durationMs - (lastLoud + 1) * WINDOW_MS
    this.#silentMs = lastLoud >= 0 ? trailingMs : this.#silentMs + durationMs
    if (lastLoud >= 0) this.#sound(trailingMs)
    else if (this.#isDue && this.#silentMs >= SURE_SILENCE_MS) this.#end(false)
    this.#audioMs += durationMs
    this.#noWords()
  }

  #noWords(): void {
    if (this.#turn !== null) this.#toldNoWordsMs = this.#audioMs
    if (this.#audioMs - this.#toldNoWordsMs < NO_WORDS_EVERY_MS) return
    this.#toldNoWordsMs = this.#audioMs
    this.#results('', { final: false, finalized: false })
  }

  /** Sound came, the last of it `agoMs` before the end of what has arrived. */
  #sound(agoMs: number): void {
    const now = performance.now()
    const sinceLast = now - this.#lastSoundAt
    this.#lastSoundAt = now - agoMs
    const sameTurn = this.#turn === null && sinceLast < this.#settings.finalDelayMs + this.#settings.sameTurnMs
    if (sameTurn) return
    if (this.#turn === null) this.#start()
    this.#interim()
    clearTimeout(this.#timer)
    this.#isDue = false
    this.#timer = setTimeout(() => this.#due(), Math.max(0, this.#settings.finalDelayMs - agoMs))
  }

  #due(): void {
    if (this.#silentMs >= SURE_SILENCE_MS) return this.#end(false)
    this.#isDue = true
    this.#timer = setTimeout(() => this.#end(false), STREAM_END_MS)
  }

  #start(): void {
    const { transcripts } = this.#settings
    const transcript = (transcripts.length > 1 ? transcripts.shift() : transcripts[0]) ?? ''
    this.#turn = { transcript, startMs: this.#audioMs, interimMs: this.#audioMs, interims: 0 }
    this.#send({ type: 'SpeechStarted', channel: [0], timestamp: this.#audioMs / 1000 })
  }

  #interim(): void {
    const turn = this.#turn
    if (!turn || this.#audioMs - turn.interimMs < INTERIM_EVERY_MS) return
    turn.interimMs = this.#audioMs
    turn.interims += 1
    const words = turn.transcript.split(' ')
    this.#results(words.slice(0, Math.min(turn.interims, words.length)).join(' '), { final: false, finalized: false })
    if (this.#session.fault() === 'drop-mid-stream') this.#session.socket.terminate()
  }

  #end(finalized: boolean): void {
    clearTimeout(this.#timer)
    this.#isDue = false
    const turn = this.#turn
    if (!turn || this.#session.fault() === 'hang-mid-stream') return
    this.#results(turn.transcript, { final: true, finalized })
    this.#turn = null
    this.#settings.finals += 1
    if (this.#session.request.query.get('utterance_end_ms')) {
      this.#send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: this.#audioMs / 1000 })
    }
  }

  #results(transcript: string, { final, finalized }: { final: boolean; finalized: boolean }): void {
    const start = (this.#turn?.startMs ?? 0) / 1000
    const duration = this.#audioMs / 1000 - start
    const words = transcript.split(' ').filter(Boolean)
    const each = duration / Math.max(1, words.length)
    const timed = words.map((word, i) => ({
      word: word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}']/gu, ''),
      punctuated_word: word,
      start: start + i * each,
      end: start + (i + 1) * each,
      confidence: 0.99,
    }))
    this.#send({
      type: 'Results',
      channel_index: [0, 1],
      start,
      duration,
      is_final: final,
      speech_final: final,
      from_finalize: finalized,
      channel: { alternatives: [{ transcript, confidence: 0.99, words: timed }] },
      metadata: { request_id: 'stub', model_info: { name: 'stub', version: '0', arch: 'stub' }, model_uuid: 'stub' },
    })
  }

  #close(): void {
    this.#end(false)
    this.#send({ type: 'Metadata', request_id: 'stub', transaction_key: 'deprecated', duration: this.#audioMs / 1000, channels: 1 })
    this.#session.socket.close(1000)
  }

  #send(message: object): void {
    const { socket } = this.#session
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
}

function rms(pcm: Buffer): number {
  let sum = 0
  for (let i = 0; i + 1 < pcm.length; i += 2) sum += pcm.readInt16LE(i) ** 2
  return Math.sqrt(sum / Math.max(1, pcm.length / 2))
}
