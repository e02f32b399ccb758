import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node, type Pair } from 'yaml'
import type { Place } from '../core/place.ts'
import type { ConfigNode } from './config-node.ts'
import type { FaultFact } from './facts.ts'
import type { ParsedFile } from './reader.ts'

/** Nodes that following its aliases adds to a tree; real configs have a few hundred. */
const MOST_NODES = 50_000
const DEEPEST = 200
const TOO_INDENTED = new RegExp(String.raw`^(?:(?:- ?|\? ?){${DEEPEST},}| {${DEEPEST * 4},}\S)`, 'm')

/** Reads YAML or JSON text. Never throws: what can't be read becomes a fault, and the rest of the file is read as far as it goes. */
export function parseTree(file: string, text: string): ParsedFile {
  const lines = linesOf(text)
  if (isTooDeep(text, lines)) return { documents: [], faults: [fault(file, 'syntax', `Nested more than ${DEEPEST} levels deep`)] }
  // A tab may not indent YAML but does indent JSON; a space instead keeps every column.
  const source = isJson(text) ? text.replaceAll('\t', ' ') : text
  const parsed = parseAllDocuments(source, { prettyErrors: false, merge: true, uniqueKeys: true, logLevel: 'silent' })
  const documents: ConfigNode[] = []
  const faults: FaultFact[] = []
  for (const document of parsed as Document.Parsed[]) {
    const at = (offset: number) => placeOf(file, lines, [offset, offset])
    for (const error of document.errors) {
      faults.push({ what: 'fault', kind: 'syntax', message: firstLine(error.message), at: at(error.pos[0]) })
    }
    const builder = new Tree(file, document, lines)
    const tree = builder.build()
    faults.push(
      ...builder.strays.map((stray): FaultFact => ({
        what: 'fault',
        kind: 'syntax',
        message: 'An alias of an anchor that is not there',
        at: stray,
      })),
    )
    if (tree === 'too-large') faults.push(fault(file, 'aliases', `Its aliases repeat more than ${MOST_NODES} values`))
    else if (tree === 'cyclic') faults.push(fault(file, 'aliases', 'An alias that holds itself'))
    else if (tree !== null) documents.push(tree)
  }
  return { documents, faults }
}

function fault(file: string, kind: FaultFact['kind'], message: string): FaultFact {
  return { what: 'fault', kind, message, at: { file, line: 1, column: 1, length: 0 } }
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}

/** Brackets or indentation deep enough to exhaust the stack of a reader that recurses. */
function isTooDeep(text: string, lines: LineCounter): boolean {
  return (hasLongLine(text, lines) && TOO_INDENTED.test(text)) || (openings(text) > DEEPEST && isTooNested(text))
}

function isTooNested(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > DEEPEST) return true
  }
  return false
}

/** Quick, by the text as a whole: real files have far fewer. */
function openings(text: string): number {
  return text.split('[').length + text.split('{').length - 2
}

/** True where some line is long enough to be indented too deep. */
function hasLongLine(text: string, { lineStarts }: LineCounter): boolean {
  return lineStarts.some((start, index) => (lineStarts[index + 1] ?? text.length) - start >= DEEPEST)
}

/** One document as a tree; aliases share the node of their anchor, so that none is copied. */
class Tree {
  readonly #file: string
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #built = new Map<Node, ConfigNode>()
  readonly #open = new Set<Node>()
  readonly #sizes = new Map<ConfigNode, number>()
  #cyclic = false
  /** Aliases of anchors that aren't there. */
  readonly strays: Place[] = []

  constructor(file: string, document: Document, lines: LineCounter) {
    this.#file = file
    this.#document = document
    this.#lines = lines
  }

  build(): ConfigNode | 'too-large' | 'cyclic' | null {
    if (this.#document.contents === null) return null
    const root = this.#node(this.#document.contents, null)
    if (this.#cyclic) return 'cyclic'
    return this.#size(root) - this.#built.size > MOST_NODES ? 'too-large' : root
  }

  #node(node: Node, keyAt: Place | null): ConfigNode {
    if (isAlias(node)) {
      const target = node.resolve(this.#document)
      if (!target || this.#open.has(target)) return this.#broken(node, keyAt, target !== undefined)
      return { ...(this.#built.get(target) ?? this.#node(target, null)), keyAt }
    }
    this.#open.add(node)
    const built: ConfigNode = { at: this.#place(node), keyAt, content: this.#content(node), ...ownTag(node) }
    this.#open.delete(node)
    this.#built.set(node, built)
    return built
  }

  #broken(node: Node, keyAt: Place | null, cyclic: boolean): ConfigNode {
    this.#cyclic ||= cyclic
    if (!cyclic) this.strays.push(this.#place(node))
    return { at: this.#place(node), keyAt, content: { kind: 'scalar', value: null, raw: '' } }
  }

  #content(node: Node): ConfigNode['content'] {
    if (isMap(node)) return { kind: 'map', entries: this.#entries(node.items as Pair<Node, Node | null>[]) }
    if (isSeq(node))
      return { kind: 'list', items: node.items.filter((item) => isNodeLike(item)).map((item) => this.#node(item as Node, null)) }
    if (!isScalar(node)) return { kind: 'scalar', value: null, raw: '' }
    const { value } = node
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
    return {
      kind: 'scalar',
      value: known,
      raw: known === null ? '' : (node.source ?? String(known)),
      ...(isQuoted(node) ? { quoted: true } : {}),
    }
  }

  #entries(pairs: Pair<Node, Node | null>[]): Map<string, ConfigNode> {
    const own = new Map<string, ConfigNode>()
    const merged = new Map<string, ConfigNode>()
    for (const { key, value } of pairs) {
      if (!isScalar(key)) continue
      const keyAt = this.#place(key)
      const node = value === null ? null : this.#node(value, keyAt)
      // `<<` as the YAML reader hands it on; in quotes it is a name like any other.
      if (typeof key.value === 'symbol' && node) this.#merge(node, merged)
      else own.set(String(key.value), node ?? { at: keyAt, keyAt, content: { kind: 'scalar', value: null, raw: '' } })
    }
    return merged.size === 0 ? own : new Map([...merged, ...own])
  }

  #merge(node: ConfigNode, into: Map<string, ConfigNode>): void {
    const maps = node.content.kind === 'list' ? node.content.items : [node]
    for (const { content } of maps.toReversed()) {
      if (content.kind === 'map') for (const [name, entry] of content.entries) into.set(name, entry)
    }
  }

  #place(node: Node): Place {
    const [start, end] = node.range ?? [0, 0]
    return placeOf(this.#file, this.#lines, [start, end])
  }

  #size(node: ConfigNode): number {
    const known = this.#sizes.get(node)
    if (known !== undefined) return known
    const { content } = node
    const children = content.kind === 'map' ? [...content.entries.values()] : content.kind === 'list' ? content.items : []
    const size = children.reduce((sum, child) => sum + this.#size(child), 1)
    this.#sizes.set(node, size)
    return size
  }
}

function isQuoted({ type }: { type?: string | null }): boolean {
  return type !== undefined && type !== null && type !== 'PLAIN'
}

function ownTag({ tag }: Node): { tag?: string } {
  return tag?.startsWith('!') && tag !== '!' ? { tag } : {}
}

function isNodeLike(item: unknown): boolean {
  return isMap(item) || isSeq(item) || isScalar(item) || isAlias(item)
}

/** Of the whole text: a reader that has met an error counts no more lines. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1)
  return lines
}

/** The place of a span; its length ends with its first line. */
function placeOf(file: string, lines: LineCounter, [start, end]: [number, number]): Place {
  const { line, col } = lines.linePos(start)
  const lineEnd = lines.lineStarts[line] ?? Number.POSITIVE_INFINITY
  return { file, line: Math.max(line, 1), column: Math.max(col, 1), length: Math.max(Math.min(end, lineEnd - 1) - start, 0) }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
