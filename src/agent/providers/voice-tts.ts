import {
  APIConnectionError,
  APIStatusError,
  APITimeoutError,
  AsyncIterableQueue,
  shortuuid,
  tts,
  type APIConnectOptions,
} from '@livekit/agents'
import { PcmFramer } from './pcm.ts'
import { SentenceCutter, splitSentences } from './sentences.ts'
import type { Voice } from './voice.ts'

/** The most text given to a voice at a time, in characters, where several sentences wait. */
const LONGEST_BATCH = 400

/** A voice as the SDK's streaming TTS: says each sentence as soon as it is complete, prepares the next meanwhile, and emits metrics. */
export class VoiceTts extends tts.TTS {
  readonly #voice: Voice
  readonly label: string

  constructor(voice: Voice) {
    super(voice.sampleRate, 1, { streaming: true })
    this.#voice = voice
    this.label = `voicectl.${voice.provider}`
  }

  override get model(): string {
    return this.#voice.model
  }

  override get provider(): string {
    return this.#voice.provider
  }

  prewarm(): void {
    this.#voice.prewarm?.()
  }

  override synthesize(text: string, connOptions?: APIConnectOptions, abortSignal?: AbortSignal): tts.ChunkedStream {
    return new WholeText(text, this, { voice: this.#voice, connOptions, abortSignal })
  }

  override stream(options?: { connOptions?: APIConnectOptions }): tts.SynthesizeStream {
    return new Utterance(this, this.#voice, options?.connOptions)
  }

  override async close(): Promise<void> {
    this.#voice.close?.()
  }
}

class Utterance extends tts.SynthesizeStream {
  readonly #voice: Voice
  readonly #requestId = shortuuid('speech_')
  readonly label = 'voicectl.Utterance'
  /** Sentences that wait for their turn, and those being said, in order. */
  readonly #waiting: string[] = []
  readonly #begun = new AsyncIterableQueue<Spoken>()
  #underWay = 0
  #isEnded = false

  constructor(owner: VoiceTts, voice: Voice, connOptions?: APIConnectOptions) {
    super(owner, connOptions)
    this.#voice = voice
  }

  protected override async run(): Promise<void> {
    const reading = this.#read()
    try {
      for await (const spoken of this.#begun) {
        await this.#play(spoken)
        this.#underWay -= 1
        this.#beginNext()
      }
      await reading
    } catch (error) {
      // The SDK's retry would run again without the text that was read already.
      if (!this.abortSignal.aborted) throw unretryable(error)
    }
  }

  async #read(): Promise<void> {
    const cutter = new SentenceCutter()
    for await (const text of this.input) {
      this.#waiting.push(...(typeof text === 'string' ? cutter.push(text) : cutter.flush()))
      this.#beginNext()
    }
    this.#waiting.push(...cutter.flush())
    this.#isEnded = true
    this.#beginNext()
  }

  #beginNext(): void {
    while (this.#underWay < this.#voice.concurrency && this.#waiting.length > 0 && !this.abortSignal.aborted) {
      this.#underWay += 1
      const text = this.#voice.concurrency === 1 ? takeBatch(this.#waiting) : (this.#waiting.shift() ?? '')
      this.markStarted()
      this.#begun.put({ text, audio: eagerly(insistently(this.#voice, text, this.abortSignal)) })
    }
    const isDone = this.abortSignal.aborted || (this.#isEnded && this.#waiting.length === 0)
    if (isDone && !this.#begun.closed) this.#begun.close()
  }

  async #play({ text, audio }: Spoken): Promise<void> {
    const framer = new PcmFramer(this.#voice.sampleRate)
    let isFirst = true
    const put = (frame: ReturnType<PcmFramer['push']>[number]) => {
      if (this.abortSignal.aborted) return
      // Says which sentence this sound begins, so that another voice can take over at the right one.
      const deltaText = isFirst ? { deltaText: text } : {}
      isFirst = false
      this.queue.put({ requestId: this.#requestId, segmentId: this.#requestId, frame, final: false, ...deltaText })
    }
    for await (const pcm of audio) framer.push(pcm).forEach(put)
    framer.flush().forEach(put)
  }
}

class WholeText extends tts.ChunkedStream {
  readonly #voice: Voice
  readonly label = 'voicectl.WholeText'

  constructor(
    text: string,
    owner: VoiceTts,
    { voice, connOptions, abortSignal }: { voice: Voice; connOptions: APIConnectOptions | undefined; abortSignal: AbortSignal | undefined },
  ) {
    super(text, owner, connOptions, abortSignal)
    this.#voice = voice
  }

  protected override async run(): Promise<void> {
    const requestId = shortuuid('speech_')
    const framer = new PcmFramer(this.#voice.sampleRate)
    const put = (frame: ReturnType<PcmFramer['push']>[number]) => this.queue.put({ requestId, segmentId: requestId, frame, final: false })
    for (const sentence of splitSentences(this.inputText)) {
      for await (const pcm of this.#voice.speak(sentence, this.abortSignal)) framer.push(pcm).forEach(put)
    }
    framer.flush().forEach(put)
  }
}

interface Spoken {
  text: string
  audio: AsyncIterable<Buffer>
}

function takeBatch(waiting: string[]): string {
  let batch = waiting.shift() ?? ''
  while (waiting[0] !== undefined && batch.length + waiting[0].length < LONGEST_BATCH) batch += ` ${waiting.shift() ?? ''}`
  return batch
}

/** Speaks, and once more when nothing came and the failure may pass: a connection that had idled out, a hiccup of the server. */
async function* insistently(voice: Voice, text: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  let isHeard = false
  try {
    for await (const pcm of voice.speak(text, signal)) {
      isHeard = true
      yield pcm
    }
  } catch (error) {
    if (isHeard || signal.aborted || !mayPass(error)) throw error
    yield* voice.speak(text, signal)
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof APITimeoutError) return false
  return error instanceof APIConnectionError || (error instanceof APIStatusError && error.statusCode >= 500)
}

/** Runs ahead of its reader, so that the next sentence is made while this one is being read. */
async function* eagerly(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const made = new AsyncIterableQueue<Buffer>()
  let failure: { error: unknown } | null = null
  const work = async () => {
    try {
      for await (const pcm of source) made.put(pcm)
    } catch (error) {
      failure = { error }
    } finally {
      made.close()
    }
  }
  void work()
  yield* made
  const failed = failure as { error: unknown } | null
  if (failed !== null) throw failed.error
}

function unretryable(error: unknown): unknown {
  if (error instanceof APIStatusError) {
    return new APIStatusError({ message: error.message, options: { statusCode: error.statusCode, retryable: false } })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new APIConnectionError({ message, options: { retryable: false } })
}
