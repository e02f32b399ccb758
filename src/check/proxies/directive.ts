import type { Place } from '../../core/place.ts'

/** A word of a proxy's config, without its quotes. */
export interface Word {
  text: string
  at: Place
  /** True where it is written in quotes, so that a brace in it is no bracket. */
  quoted: boolean
}

/** A line of a Caddyfile or a statement of nginx: its name, its arguments and, between brackets, what belongs to it. */
export interface Directive {
  words: readonly Word[]
  block: readonly Directive[] | null
}

/** The first word; empty for a block that has no name. */
export function nameOf({ words }: Directive): string {
  return words[0]?.text ?? ''
}

/** The words behind the name. */
export function argumentsOf({ words }: Directive): readonly Word[] {
  return words.slice(1)
}

/** The directives of a name; none where there is no block. */
export function named(block: readonly Directive[] | null | undefined, name: string): Directive[] {
  return (block ?? []).filter((directive) => nameOf(directive) === name)
}

/** Puts words into directives and blocks, without recursion: `end` closes a directive, unquoted brackets open and close blocks. */
export class DirectiveTree {
  readonly top: Directive[] = []
  readonly #open: Directive[][] = [this.top]
  #words: Word[] = []

  get depth(): number {
    return this.#open.length - 1
  }

  /** The words of the directive that is being read. */
  get words(): readonly Word[] {
    return this.#words
  }

  add(word: Word): void {
    if (word.quoted || (word.text !== '{' && word.text !== '}')) {
      this.#words.push(word)
      return
    }
    if (word.text === '{') {
      const block: Directive[] = []
      this.#open.at(-1)?.push({ words: this.#words, block })
      this.#open.push(block)
      this.#words = []
      return
    }
    this.end()
    if (this.#open.length > 1) this.#open.pop()
  }

  end(): void {
    if (this.#words.length > 0) this.#open.at(-1)?.push({ words: this.#words, block: null })
    this.#words = []
  }
}
