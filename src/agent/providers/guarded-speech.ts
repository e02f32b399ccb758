import { APIConnectionError, APITimeoutError, asError, tts, type APIConnectOptions } from '@livekit/agents'
import { AudioResampler, type AudioFrame } from '@livekit/rtc-node'
import type { Failure } from '../../core/failure.ts'
import { Pace } from './pace.ts'
import { Script } from './script.ts'
import { failureLine, keyRejected } from './speech-failure.ts'

/** One provider's speech, and how to speak of it. */
export interface Speaker {
  label: string
  create(): tts.TTS & { prewarm?: () => void }
  describe(error: unknown): Failure
  /** Milliseconds from the first sentence to the first sound after which it counts as failed. */
  firstSoundMs: number
}

export interface GuardedSpeechOptions {
  /** In order of preference; at least one. */
  speakers: readonly [Speaker, ...Speaker[]]
  log: (line: string) => void
  /** Milliseconds without a sound in the middle of an answer after which it counts as failed. */
  silenceMs: number
}

const REST_MS = 30_000
/** A refused key doesn't mend itself during a call. */
const LONG_REST_MS = 600_000
const ONCE: APIConnectOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 }

/**
 * Speech that goes on when its provider fails, refuses or falls silent: the next speaker says what is left, from the sentence that was cut.
 * One that failed rests before it is asked again. The SDK's FallbackAdapter has no time limits, can't take over in the middle of an answer,
 * probes a failed provider every second with paid speech, and counts each answer's metrics twice.
 */
export class GuardedSpeech extends tts.TTS {
  readonly label = 'voicectl.GuardedSpeech'
  readonly #places: Place[]
  readonly #log: (line: string) => void
  readonly silenceMs: number
  #current: Place

  constructor({ speakers, log, silenceMs }: GuardedSpeechOptions) {
    const places = speakers.map((speaker) => new Place(speaker))
    const [first] = places
    if (first === undefined) throw new Error('speech needs a speaker')
    super(Math.max(...places.map(({ voice }) => voice.sampleRate)), 1, { streaming: true })
    this.#places = places
    this.#current = first
    this.#log = log
    this.silenceMs = silenceMs
    for (const place of places) place.onMetrics = (metrics) => this.emit('metrics_collected', metrics)
  }

  override get model(): string {
    return this.#current.voice.model
  }

  override get provider(): string {
    return this.#current.voice.provider
  }

  prewarm(): void {
    this.#current.voice.prewarm?.()
  }

  /** Whom to ask, in order: who rests comes last. */
  get order(): Place[] {
    const now = performance.now()
    return this.#places.toSorted((a, b) => Number(a.restsUntil > now) - Number(b.restsUntil > now))
  }

  /** Notes and logs that a speaker failed; `next` takes over where there is one. Returns the cause. */
  failed(place: Place, error: unknown, next: Place | undefined): Failure {
    const failure = place.speaker.describe(error)
    place.rest(keyRejected(failure) ? LONG_REST_MS : REST_MS)
    this.#log(`${failureLine(failure)}${next ? ` ${next.speaker.label} takes over.` : ''}`)
    return failure
  }

  spoke(place: Place): void {
    if (place !== this.#current && place.speaker === this.#places[0]?.speaker) this.#log(`${place.speaker.label} speaks again.`)
    this.#current = place
  }

  override synthesize(text: string, connOptions?: APIConnectOptions, abortSignal?: AbortSignal): tts.ChunkedStream {
    return this.#current.voice.synthesize(text, connOptions, abortSignal)
  }

  override stream(options?: { connOptions?: APIConnectOptions }): tts.SynthesizeStream {
    return new GuardedStream(this, options?.connOptions)
  }

  override async close(): Promise<void> {
    await Promise.all(this.#places.map(({ voice }) => voice.close()))
  }
}

/** A speaker in its place in the order, with its state. */
class Place {
  readonly speaker: Speaker
  restsUntil = -Infinity
  onMetrics: (metrics: Parameters<tts.TTSCallbacks['metrics_collected']>[0]) => void = () => {}
  #voice: ReturnType<Speaker['create']>
  #onError: ((error: Error) => void) | null = null

  constructor(speaker: Speaker) {
    this.speaker = speaker
    this.#voice = this.#make()
  }

  get voice(): ReturnType<Speaker['create']> {
    return this.#voice
  }

  /** Told of the errors of the answer that runs. */
  listen(onError: ((error: Error) => void) | null): void {
    this.#onError = onError
  }

  /** Starts afresh after a failure: a connection that hangs would hang the next answer too. */
  rest(ms: number): void {
    this.restsUntil = performance.now() + ms
    const old = this.#voice
    this.#voice = this.#make()
    void old.close().catch(() => {})
  }

  #make(): ReturnType<Speaker['create']> {
    const voice = this.speaker.create()
    voice.on('metrics_collected', (metrics) => this.onMetrics(metrics))
    voice.on('error', ({ error }) => this.#onError?.(error))
    return voice
  }
}

class GuardedStream extends tts.SynthesizeStream {
  readonly label = 'voicectl.GuardedStream'
  readonly #owner: GuardedSpeech

  constructor(owner: GuardedSpeech, connOptions?: APIConnectOptions) {
    super(owner, connOptions)
    this.#owner = owner
  }

  protected override async run(): Promise<void> {
    const script = new Script()
    void this.#read(script)
    if (!(await script.hasMore(0))) return
    const order = this.#owner.order
    const failures: Failure[] = []
    let from = 0
    for (const [i, place] of order.entries()) {
      const answer = new Answer({ place, script, from, silenceMs: this.#owner.silenceMs, sampleRate: this.#owner.sampleRate })
      const error = await answer.speak((audio) => this.#put(audio), this.abortSignal)
      if (this.abortSignal.aborted) return
      if (error === null) return this.#owner.spoke(place)
      failures.push(this.#owner.failed(place, error, order[i + 1]))
      from = answer.reached
    }
    // The next answer may be heard where one of the causes can pass; the call's end depends on that.
    const cause = failures.find(({ retryable }) => retryable) ?? failures.at(-1)
    throw Object.assign(new APIConnectionError({ message: 'no provider could speak', options: { retryable: false } }), { cause })
  }

  async #read(script: Script): Promise<void> {
    for await (const text of this.input) {
      if (typeof text === 'string') script.write(text)
      else script.pause()
    }
    script.end()
  }

  #put(audio: tts.SynthesizedAudio): void {
    if (!this.abortSignal.aborted) this.queue.put(audio)
  }
}

interface AnswerOptions {
  place: Place
  script: Script
  /** The first sentence to say. */
  from: number
  silenceMs: number
  /** What the listener wants, in Hz. */
  sampleRate: number
}

/** One speaker's attempt at the sentences of a script. */
class Answer {
  readonly #options: AnswerOptions
  /** In characters: the texts whose sound has begun, and how far in them the sound has come for certain. */
  #begunLength = 0
  #reachedLength = 0
  #isHeard = false

  constructor(options: AnswerOptions) {
    this.#options = options
  }

  /** The sentence in which the sound so far ends. */
  get reached(): number {
    const { script, from } = this.#options
    return this.#isHeard ? script.sentenceAt(from, this.#reachedLength) : from
  }

  /** Speaks to the end of the script. Returns why it could not, or null. */
  async speak(put: (audio: tts.SynthesizedAudio) => void, signal: AbortSignal): Promise<Error | null> {
    const { place, silenceMs } = this.#options
    let error: Error | null = null
    place.listen((reason) => {
      error ??= reason
    })
    const stream = place.voice.stream({ connOptions: ONCE })
    const stop = () => stream.close()
    const pace = new Pace({ firstMs: place.speaker.firstSoundMs, nextMs: silenceMs })
    pace.onLate = (ms) => {
      error ??= new APITimeoutError({ message: `Nothing came for ${ms / 1000} s`, options: { retryable: false } })
      stop()
    }
    signal.addEventListener('abort', stop)
    try {
      void this.#recite(stream, pace)
      await this.#listen(stream, { pace, put })
    } catch (thrown) {
      error ??= asError(thrown)
    } finally {
      place.listen(null)
      pace.stop()
      signal.removeEventListener('abort', stop)
      stop()
    }
    return error ?? (this.#isHeard ? null : new APIConnectionError({ message: 'No sound came' }))
  }

  async #recite(stream: tts.SynthesizeStream, pace: Pace): Promise<void> {
    const { script, from } = this.#options
    for (let i = from; await script.hasMore(i); i++) {
      // The line end makes it one piece for the speaker too, whatever it would make of the text.
      stream.pushText(`${script.sentence(i)}\n`)
      pace.said()
    }
    stream.endInput()
    pace.ended()
  }

  async #listen(stream: tts.SynthesizeStream, { pace, put }: { pace: Pace; put: (audio: tts.SynthesizedAudio) => void }): Promise<void> {
    const { place, sampleRate } = this.#options
    const resampler = place.voice.sampleRate === sampleRate ? null : new AudioResampler(place.voice.sampleRate, sampleRate, 1)
    let last: tts.SynthesizedAudio | null = null
    try {
      for await (const audio of stream) {
        if (typeof audio === 'symbol') continue
        pace.heard()
        this.#isHeard = true
        this.#follow(audio)
        last = audio
        inRate(audio, resampler).forEach(put)
      }
      if (last !== null) for (const frame of resampler?.flush() ?? []) put(rest(last, frame))
    } finally {
      resampler?.close()
    }
  }

  /** A voice of ours says which text a sound begins; others say word by word what was spoken. */
  #follow({ deltaText, timedTranscripts = [] }: tts.SynthesizedAudio): void {
    if (deltaText !== undefined) {
      this.#reachedLength = this.#begunLength + 1
      this.#begunLength += deltaText.length + 1
      return
    }
    for (const { text } of timedTranscripts) this.#reachedLength += text.length
  }
}

function inRate(audio: tts.SynthesizedAudio, resampler: AudioResampler | null): tts.SynthesizedAudio[] {
  if (resampler === null) return [audio]
  return resampler.push(audio.frame).map((frame, i) => (i === 0 ? resampled(audio, frame) : rest(audio, frame)))
}

/** Resampled sound with what rides on the original, such as the times of its words. */
function resampled(audio: tts.SynthesizedAudio, frame: AudioFrame): tts.SynthesizedAudio {
  Object.assign(frame.userdata, audio.frame.userdata)
  return { ...audio, frame }
}

/** The frames after the first: the words are not said again. */
function rest({ requestId, segmentId, final }: tts.SynthesizedAudio, frame: AudioFrame): tts.SynthesizedAudio {
  return { requestId, segmentId, final, frame }
}
