import { shortuuid, tokenize } from '@livekit/agents'
import { SentenceCutter, splitSentences } from './sentences.ts'

/** Our sentences for the SDK's plugins, whose own tokenizer doesn't know the danda: a Hindi answer would wait until its end. */
export class SentenceTokenizer extends tokenize.SentenceTokenizer {
  override tokenize(text: string): string[] {
    return splitSentences(text)
  }

  override stream(): tokenize.SentenceStream {
    return new CutterStream()
  }
}

class CutterStream extends tokenize.SentenceStream {
  readonly #cutter = new SentenceCutter()
  #segmentId = shortuuid()

  override pushText(text: string): void {
    this.#put(this.#cutter.push(text))
  }

  override flush(): void {
    this.#put(this.#cutter.flush())
    this.#segmentId = shortuuid()
  }

  override endInput(): void {
    this.flush()
    this.close()
  }

  /** After an interruption the plugin may still push: nobody listens then. */
  #put(sentences: string[]): void {
    if (this.queue.closed) return
    for (const token of sentences) this.queue.put({ token, segmentId: this.#segmentId })
  }
}
