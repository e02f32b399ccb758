import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  visit,
  type CST,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

const STYLE = { lineWidth: 0, singleQuote: true, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const

/** Where things stand in the text of a YAML file, and how new ones are written so that they look like the rest. */
export class YamlLayout {
  readonly text: string
  readonly newLine: string
  readonly #options: object
  readonly #flowCollectionPadding: boolean

  constructor(text: string, contents: unknown) {
    this.text = text
    this.newLine = text.includes('\r\n') ? '\r\n' : '\n'
    this.#flowCollectionPadding = /[[{] \S/.test(text)
    this.#options = { ...STYLE, ...this.#indentation(contents) }
  }

  /** A value in brackets, or a text that may stand there. */
  flow(value: unknown, like?: Node): string {
    const options = { ...STYLE, ...quotesOf(like), collectionStyle: 'flow' as const, flowCollectionPadding: this.#flowCollectionPadding }
    return rendered([value], options).trim().slice(1, -1).trim()
  }

  flowPair(name: string, value: unknown): string {
    return `${this.flow(name)}: ${this.flow(value)}`
  }

  /** A value as it stands alone; its further lines begin at a column. */
  block(value: unknown, column: number, like?: Node): string {
    const written = rendered(value, { ...this.#options, ...quotesOf(like) }).replace(/\n$/, '')
    return written.replaceAll('\n', `${this.newLine}${' '.repeat(column)}`)
  }

  blockPair(name: string, value: unknown, column: number): string {
    return this.block({ [name]: value }, column)
  }

  blockItem(value: unknown, column: number): string {
    return `- ${this.block(value, column + 2)}`
  }

  lineStart(offset: number): number {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1
    return start === 0 && this.text.startsWith('\uFEFF') ? 1 : start
  }

  /** Where the next line begins; what ends with a line break is on the line before. */
  lineEnd(offset: number): number {
    if (this.text[offset - 1] === '\n') return offset
    const end = this.text.indexOf('\n', offset)
    return end === -1 ? this.text.length : end + 1
  }

  column(offset: number): number {
    return offset - this.lineStart(offset)
  }

  /** True where nothing but spaces stands before it on its line. */
  beginsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === ''
  }

  /** Where the document ends: at its `...`, else at the end of the text. */
  get documentEnd(): number {
    return /^\.\.\.(?=\s|$)/m.exec(this.text)?.index ?? this.text.length
  }

  /** Where the last character of a pair or value stands, without what is said of it behind. */
  contentEnd(part: Pair | Node): number {
    if (!isNode(part)) {
      const { key, value } = part
      if (!isNode(value)) return rangeOf(key)[1]
      return isImplicit(value) ? this.text.indexOf(':', rangeOf(key)[1]) + 1 : this.contentEnd(value)
    }
    if (isBlock(part)) {
      const last = part.items.at(-1)
      if (isNode(last) || isPairLike(last)) return this.contentEnd(last)
    }
    return rangeOf(part)[1]
  }

  #indentation(contents: unknown): { indent: number; indentSeq: boolean } {
    for (const pair of isMap(contents) ? contents.items : []) {
      const { key, value } = pair
      if (!isMap(value) || !isBlock(value)) continue
      const indent = this.column(rangeOf(value)[0]) - this.column(rangeOf(key)[0])
      const list = value.items.find((each) => isBlock(each.value) && isSeq(each.value))
      const indentSeq = list === undefined || this.column(rangeOf(list.value)[0]) > this.column(rangeOf(list.key)[0])
      if (indent > 0 && (list || isKey(key, 'sip'))) return { indent, indentSeq }
    }
    return { indent: 2, indentSeq: true }
  }
}

export function rangeOf(node: unknown): [start: number, end: number] {
  if (!isNode(node) || !node.range) throw new TypeError('a part of a YAML document without a place')
  return [node.range[0], node.range[1]]
}

/** A map or list that is written in lines of its own. */
export function isBlock(node: unknown): node is YAMLMap | YAMLSeq {
  return isCollection(node) && (isMap(node) || isSeq(node)) && node.flow !== true
}

/** Where the dash of each entry stands. */
export function dashesOf(list: YAMLSeq): number[] {
  const token = list.srcToken as CST.BlockSequence
  return token.items.map(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? rangeOf(list)[0])
}

function isKey(key: unknown, name: string): boolean {
  return isScalar(key) && String(key.value) === name
}

/** True for a value that is nothing at all in the text. */
export function isImplicit(node: unknown): boolean {
  return !isAlias(node) && isScalar(node) && node.value === null && rangeOf(node)[0] === rangeOf(node)[1]
}

function isPairLike(part: unknown): part is Pair {
  return typeof part === 'object' && part !== null && 'key' in part
}

/** Every text on one line, so that it can be put anywhere and takes any line ends. */
function rendered(value: unknown, options: object): string {
  const document = new Document(value)
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && /[\r\n]|^(?:\.\.\.|---)/.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString(options)
}

function quotesOf(like: Node | undefined): object {
  return isScalar(like) && like.type === 'QUOTE_DOUBLE' ? { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } : {}
}
