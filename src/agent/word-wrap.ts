const COMBINING = /\p{M}/gu

/** Lays out streamed text so that no word is cut at the edge of a terminal. A word is held back until the next one begins. */
export class WordWrap {
  readonly #width: number
  readonly #indent: string
  #column: number
  #pending = ''

  /** `width` in columns; further lines begin below the text of the first one, which starts at column `indent`. */
  constructor(width: number, indent: number) {
    this.#width = width
    this.#indent = ' '.repeat(indent)
    this.#column = indent
  }

  /** What can be written now. */
  push(text: string): string {
    const words = (this.#pending + text).match(/\s*\S+|\s+/g) ?? []
    this.#pending = words.pop() ?? ''
    return words.map((word) => this.#place(word)).join('')
  }

  /** What was held back. */
  end(): string {
    const rest = this.#place(this.#pending)
    this.#pending = ''
    return rest.trimEnd()
  }

  #place(part: string): string {
    const word = part.trimStart()
    const gap = part.slice(0, part.length - word.length)
    const columns = columnsOf(word)
    const broken = gap.includes('\n')
    if (broken || (gap !== '' && this.#column + gap.length + columns > this.#width)) {
      this.#column = this.#indent.length + columns
      return `\n${this.#indent}${word}`
    }
    this.#column += gap.length + columns
    return part
  }
}

/** Columns of a text: signs that sit on the letter before them take none. */
function columnsOf(text: string): number {
  return Array.from(text.replaceAll(COMBINING, '')).length
}
