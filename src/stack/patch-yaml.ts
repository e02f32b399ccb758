import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { align, type Aligned } from '../core/align.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { dashesOf, isBlock, isImplicit, rangeOf, YamlLayout } from './yaml-layout.ts'

type Plain = Readonly<Record<string, unknown>>

export interface PatchOptions {
  /** Which entry of a list becomes which, where that is known; by the path of the list. */
  aligned?: ReadonlyMap<string, readonly Aligned[]>
  /** True for a path where the order of names is a part of what is said. */
  ordered?: (path: readonly string[]) => boolean
}

interface Edit {
  start: number
  end: number
  text: string
}

/** The text of a YAML file that says `value`. What says the same already stays to the letter: each change is made at its place in the text. */
export function patchYaml(text: string, value: Plain, options: PatchOptions = {}): string {
  return new YamlPatch(text, options).to(value)
}

class YamlPatch {
  readonly #document: Document
  readonly #layout: YamlLayout
  readonly #options: PatchOptions
  readonly #edits: Edit[] = []

  constructor(text: string, options: PatchOptions) {
    this.#document = parseDocument(text, { keepSourceTokens: true })
    this.#layout = new YamlLayout(text, this.#document.contents)
    this.#options = options
  }

  to(value: Plain): string {
    const { contents } = this.#document
    if (isMap(contents)) this.#patchMap(contents, value, [])
    return applied(this.#layout.text, this.#edits)
  }

  /** False where nothing of it can stay. */
  #patch(node: unknown, value: unknown, path: readonly string[]): boolean {
    if (isMap(node) && isPlain(value)) return this.#patchMap(node, value, path) || this.#rewriteInBrackets(node, value)
    if (isSeq(node) && Array.isArray(value)) return this.#patchList(node, value, path) || this.#rewriteInBrackets(node, value)
    if (!isScalar(node) || isImplicit(node) || typeof value === 'object') return false
    const [start, end] = rangeOf(node)
    const column = this.#layout.column(start)
    const isBlockText = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
    const written = this.#inBrackets(start) ? this.#layout.flow(value, node) : this.#layout.block(value, column, node)
    this.#edit(start, end, written + (isBlockText && this.#layout.text[end - 1] === '\n' ? this.#layout.newLine : ''))
    return true
  }

  #patchMap(map: YAMLMap, value: Plain, path: readonly string[]): boolean {
    const written = map.items.map((pair) => String((pair.key as { value?: unknown }).value))
    const kept = written.filter((name) => Object.hasOwn(value, name))
    const added = Object.keys(value).filter((name) => !written.includes(name))
    const isOrdered = this.#options.ordered?.(path) ?? false
    if (kept.length === 0 || (isOrdered && [...kept, ...added].join('\0') !== Object.keys(value).join('\0'))) return false
    const inner = map.items.flatMap((pair, index) => {
      const name = written[index] ?? ''
      return Object.hasOwn(value, name) ? [{ pair, name }] : []
    })
    for (const { pair, name } of inner) this.#patchPair(pair, value[name], [...path, name])
    const gone = map.items.map((_, index) => !Object.hasOwn(value, written[index] ?? ''))
    this.#remove(map, gone)
    const lastKept = inner.at(-1)?.pair
    this.#addPairs(
      { map, lastKept, path },
      added.map((name) => [name, value[name]]),
    )
    return true
  }

  /** Brackets stay brackets, but for empty ones. */
  #rewriteInBrackets(node: YAMLMap | YAMLSeq, value: Plain | readonly unknown[]): boolean {
    if (node.flow !== true || node.items.length === 0) return false
    this.#edit(...rangeOf(node), this.#layout.flow(value))
    return true
  }

  #patchPair(pair: Pair, value: unknown, path: readonly string[]): void {
    const node = pair.value as Node | null
    if (this.#isSame(node, value) || this.#patch(node, value, path)) return
    const [start] = rangeOf(pair.key)
    const end = this.#layout.contentEnd(pair)
    const name = path.at(-1) ?? ''
    if (this.#inBrackets(start)) this.#edit(start, end, this.#layout.flowPair(name, value))
    else this.#replaceBlock(start, end, this.#layout.blockPair(name, value, this.#layout.column(start)))
  }

  #patchList(list: YAMLSeq, value: readonly unknown[], path: readonly string[]): boolean {
    // Here the order of names says nothing: a pair of entries is looked at again.
    const [written, wanted] = [list.items.map((item) => canonicalJson(this.#plain(item))), value.map((each) => canonicalJson(each))]
    const same = (before: number, after: number) => written[before] === wanted[after]
    const aligned = this.#options.aligned?.get(path.join('.')) ?? align(list.items.length, value.length, same)
    if (!aligned.some(({ before, after }) => before !== null && after !== null)) return false
    for (const { before, after } of aligned) {
      if (before !== null && after !== null) this.#patchEntry(list.items[before] as Node, value[after], [...path, String(after)])
    }
    const gone = list.items.map((_, index) => aligned.some(({ before, after }) => before === index && after === null))
    this.#remove(list, gone)
    this.#addEntries(list, aligned, value)
    return true
  }

  #patchEntry(node: Node, value: unknown, path: readonly string[]): void {
    if (this.#isSame(node, value) || this.#patch(node, value, path)) return
    const [start] = rangeOf(node)
    const end = this.#layout.contentEnd(node)
    if (this.#inBrackets(start)) this.#edit(start, end, this.#layout.flow(value))
    else this.#replaceBlock(start, end, this.#layout.block(value, this.#layout.column(start)))
  }

  /** What is said behind a value of one line stays on the first line of what comes in its place. */
  #replaceBlock(start: number, end: number, written: string): void {
    const { text, newLine } = this.#layout
    const [first = '', ...more] = written.split(newLine)
    const lineEnd = this.#layout.lineEnd(end)
    const rest = text.slice(end, lineEnd)
    if (text.slice(start, end).includes('\n') || more.length === 0 || rest.trim() === '') {
      this.#edit(start, end, written + (text[end - 1] === '\n' ? newLine : ''))
      return
    }
    const hasBreak = rest.endsWith('\n')
    this.#edit(start, lineEnd, `${first}${rest.trimEnd()}${newLine}${more.join(newLine)}${hasBreak ? newLine : ''}`)
  }

  #addPairs(
    { map, lastKept, path }: { map: YAMLMap; lastKept: Pair | undefined; path: readonly string[] },
    added: readonly (readonly [string, unknown])[],
  ): void {
    if (added.length === 0 || !lastKept) return
    if (!isBlock(map)) {
      const written = added.map(([name, value]) => `, ${this.#layout.flowPair(name, value)}`).join('')
      const end = this.#layout.contentEnd(lastKept)
      this.#edit(end, end, written)
      return
    }
    const column = this.#layout.column(rangeOf(map.items[0]?.key)[0])
    const blocks = added.map(([name, value]) => this.#layout.blockPair(name, value, column))
    if (path.length === 0) this.#addAtEnd(blocks, column)
    else this.#addLines(this.#layout.lineEnd(this.#layout.contentEnd(map)), blocks, column)
  }

  /** New top blocks go behind all there is, with an empty line between them. */
  #addAtEnd(blocks: readonly string[], column: number): void {
    const { text, newLine, documentEnd } = this.#layout
    const gap = /\n[ \t]*\r?\n$/.test(text.slice(0, documentEnd)) ? '' : newLine
    const written = blocks.map((block) => `${' '.repeat(column)}${block}${newLine}`).join(newLine)
    const broken = documentEnd === 0 || text[documentEnd - 1] === '\n' ? '' : newLine
    this.#edit(documentEnd, documentEnd, `${broken}${gap}${written}`)
  }

  #addEntries(list: YAMLSeq, aligned: readonly Aligned[], value: readonly unknown[]): void {
    let last: number | null = null
    for (const { before, after } of aligned) {
      if (before === null && after !== null) this.#addEntry(list, last, value[after])
      // In brackets what goes takes its comma along.
      if (before !== null && (after !== null || isBlock(list))) last = before
    }
  }

  #addEntry(list: YAMLSeq, behind: number | null, value: unknown): void {
    const node = behind === null ? null : (list.items[behind] as Node)
    if (!isBlock(list)) {
      const end = node === null ? rangeOf(list)[0] + 1 : this.#layout.contentEnd(node)
      this.#edit(end, end, node === null ? `${this.#layout.flow(value)}, ` : `, ${this.#layout.flow(value)}`)
      return
    }
    const [first = 0] = dashesOf(list)
    const column = this.#layout.column(first)
    const item = this.#layout.blockItem(value, column)
    if (node !== null) this.#addLines(this.#layout.lineEnd(this.#layout.contentEnd(node)), [item], column)
    else this.#edit(first, first, `${item}${this.#layout.newLine}${' '.repeat(column)}`)
  }

  #addLines(offset: number, blocks: readonly string[], column: number): void {
    const { text, newLine } = this.#layout
    const lines = blocks.map((block) => `${' '.repeat(column)}${block}`)
    const isOpen = offset > 0 && text[offset - 1] !== '\n'
    this.#edit(offset, offset, isOpen ? lines.map((line) => newLine + line).join('') : lines.map((line) => line + newLine).join(''))
  }

  #remove(collection: YAMLMap | YAMLSeq, gone: readonly boolean[]): void {
    if (!gone.includes(true)) return
    const parts = collection.items as (Pair | Node)[]
    if (isBlock(collection)) this.#removeLines(collection, parts, gone)
    else this.#removeInBrackets(parts, gone)
  }

  #removeLines(collection: YAMLMap | YAMLSeq, parts: readonly (Pair | Node)[], gone: readonly boolean[]): void {
    const starts = isSeq(collection) ? dashesOf(collection) : parts.map((part) => rangeOf((part as Pair).key)[0])
    const firstKept = gone.indexOf(false)
    const [head = 0] = starts
    // What follows moves up to the dash that stands before the first one.
    const shares = firstKept > 0 && !this.#layout.beginsLine(head)
    if (shares) this.#edit(head, starts[firstKept] ?? head, '')
    for (const [index, part] of parts.entries()) {
      if (!gone[index] || (shares && index < firstKept)) continue
      this.#edit(this.#layout.lineStart(starts[index] ?? 0), this.#layout.lineEnd(this.#layout.contentEnd(part)), '')
    }
  }

  #removeInBrackets(parts: readonly (Pair | Node)[], gone: readonly boolean[]): void {
    const { text } = this.#layout
    const startOf = (part: Pair | Node | undefined) => rangeOf(isNode(part) ? part : part?.key)[0]
    const lastKept = gone.lastIndexOf(false)
    for (const [index, part] of parts.entries()) {
      if (!gone[index]) continue
      const end = this.#layout.contentEnd(part)
      const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0
      const before = parts[index - 1]
      const gap = before ? text.slice(this.#layout.contentEnd(before), startOf(part)) : ''
      const next = parts[index + 1]
      const isLast = index > lastKept
      if (isLast && !gap.includes('#') && before) this.#edit(startOf(part) - gap.length, end, '')
      else if (!isLast && next && !text.slice(end, startOf(next)).includes('#')) this.#edit(startOf(part), startOf(next), '')
      else this.#edit(startOf(part), end + comma, '')
    }
  }

  #isSame(node: unknown, value: unknown): boolean {
    return JSON.stringify(this.#plain(node)) === JSON.stringify(value)
  }

  #plain(node: unknown): unknown {
    return isNode(node) ? (node.toJS(this.#document) as unknown) : null
  }

  /** True within brackets or braces, where other rules are for texts. */
  #inBrackets(offset: number): boolean {
    const inside = (node: unknown): boolean => {
      if (!isMap(node) && !isSeq(node)) return false
      const [start, end] = [rangeOf(node)[0], isBlock(node) ? (node.range?.[2] ?? 0) : rangeOf(node)[1]]
      if (offset < start || offset >= end) return false
      if (!isBlock(node)) return true
      return node.items.some((item) => inside(isNode(item) ? item : (item as Pair).value))
    }
    return inside(this.#document.contents)
  }

  #edit(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text })
  }
}

/** A text in which each alias that `isMeant` is what it stands for. */
export function withoutAliases(text: string, isMeant: (source: Node) => boolean): string {
  const document = parseDocument(text)
  const layout = new YamlLayout(text, document.contents)
  const edits: Edit[] = []
  const visit = (node: unknown): void => {
    if (isAlias(node)) {
      const source = node.resolve(document)
      const [start, end] = rangeOf(node)
      if (source && isMeant(source)) edits.push({ start, end, text: layout.flow(node.toJS(document)) })
    } else if (isMap(node)) for (const { value } of node.items) visit(value)
    else if (isSeq(node)) for (const item of node.items) visit(item)
  }
  visit(document.contents)
  return applied(text, edits)
}

/** What stands at one place keeps the order in which it was asked for. */
function applied(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let [done, result] = [0, '']
  for (const { start, end, text: written } of ordered) {
    result += text.slice(done, start) + written
    done = Math.max(done, end)
  }
  return result + text.slice(done)
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
