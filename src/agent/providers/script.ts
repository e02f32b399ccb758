import { SentenceCutter, spokenText } from './sentences.ts'

/** The sentences of an answer that is still being written; any number of readers can follow. */
export class Script {
  readonly #cutter = new SentenceCutter()
  readonly #sentences: string[] = []
  #isComplete = false
  #wake = Promise.withResolvers<void>()

  write(text: string): void {
    this.#add(this.#cutter.push(text))
  }

  /** What was written so far is said without waiting for more. */
  pause(): void {
    this.#add(this.#cutter.flush())
  }

  end(): void {
    this.#isComplete = true
    this.pause()
    this.#wake.resolve()
  }

  /** Waits for a sentence, counted from 0; false when there is none. */
  async hasMore(index: number): Promise<boolean> {
    while (index >= this.#sentences.length && !this.#isComplete) await this.#wake.promise
    return index < this.#sentences.length
  }

  sentence(index: number): string {
    return this.#sentences[index] ?? ''
  }

  /** The sentence in which a number of characters ends, counted from the start of the sentence `from`. */
  sentenceAt(from: number, characters: number): number {
    let index = from
    let rest = characters - this.sentence(index).length
    while (rest > 0 && index < this.#sentences.length - 1) {
      index += 1
      // One for the space between two sentences.
      rest -= this.sentence(index).length + 1
    }
    return index
  }

  #add(sentences: string[]): void {
    const spoken = sentences.map(spokenText).filter((sentence) => sentence !== '')
    if (spoken.length === 0) return
    this.#sentences.push(...spoken)
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}
