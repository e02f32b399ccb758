import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { SipKind } from '../../core/sip-resources.ts'
import { blockOfKind, type DeclaredItem } from './declare.ts'

const STYLE = { lineWidth: 0, singleQuote: true } as const

/** What an item of the `sip` block is to say. */
export interface BlockChange {
  kind: SipKind
  /** Place in its list; null for a new one at its end. */
  index: number | null
  /** Null: the item goes. */
  item: DeclaredItem | null
}

/** Changes items of the `sip` block in the text of a voicectl.yaml. Comments, order and all that says the same already stay. */
export function patchSipBlock(text: string, changes: readonly BlockChange[], { telephony }: { telephony: boolean }): string {
  const document = parseDocument(text)
  for (const change of changes) {
    if (change.item === null) continue
    const list = listOf(document, change.kind)
    const existing = change.index === null ? undefined : list.items[change.index]
    if (isMap(existing)) patchMap(document, existing, change.item)
    else list.add(document.createNode(change.item))
  }
  // From the end, so that the places before stay right.
  const gone = changes.filter(({ item }) => item === null).toSorted((a, b) => (b.index ?? 0) - (a.index ?? 0))
  for (const { kind, index } of gone) document.deleteIn(['sip', blockOfKind[kind], index])
  if (telephony && document.getIn(['telephony', 'enabled']) !== true) document.setIn(['telephony', 'enabled'], true)
  const rendered = document.toString({ ...STYLE, flowCollectionPadding: /[[{] \S/.test(text) })
  return ['telephony', 'sip'].reduce((spliced, name) => withBlock(spliced, rendered, name), text)
}

/** A text with one of its top blocks taken from another: what else is in it stays to the letter. */
function withBlock(text: string, rendered: string, name: string): string {
  const [old, fresh] = [blockRange(text, name), blockRange(rendered, name)]
  if (fresh === null) return text
  const block = rendered.slice(...fresh)
  if (old === null) return `${text.replace(/\n*$/, '\n')}\n${block.replace(/\n*$/, '\n')}`
  return text.slice(0, old[0]) + block + text.slice(old[1])
}

/** From the key of a top block to the next one. */
function blockRange(text: string, name: string): [start: number, end: number] | null {
  const { contents } = parseDocument(text)
  const pairs = isMap(contents) ? contents.items : []
  const index = pairs.findIndex(({ key }) => isScalar(key) && key.value === name)
  const startOf = (pair: (typeof pairs)[number] | undefined) => (isNode(pair?.key) ? pair.key.range?.[0] : undefined)
  const start = startOf(pairs[index])
  return start === undefined ? null : [start, startOf(pairs[index + 1]) ?? text.length]
}

/** A `sip` block by itself, for a project without a voicectl.yaml. */
export function sipBlockText(items: Readonly<Partial<Record<'inbound' | 'outbound' | 'dispatch', DeclaredItem[]>>>): string {
  return stringify({ sip: items }, STYLE)
}

function listOf(document: Document, kind: SipKind): YAMLSeq {
  const path = ['sip', blockOfKind[kind]]
  const list = document.getIn(path)
  if (isSeq(list)) return list
  document.setIn(path, document.createNode([]))
  const made = document.getIn(path) as YAMLSeq
  made.flow = false
  return made
}

function patchMap(document: Document, map: YAMLMap, item: DeclaredItem): void {
  const written = map.toJS(document) as DeclaredItem
  for (const name of Object.keys(written)) if (!(name in item)) map.delete(name)
  for (const [name, value] of Object.entries(item)) {
    if (JSON.stringify(written[name]) !== JSON.stringify(value)) map.set(name, inPlaceOf(map.get(name, true), document.createNode(value)))
  }
}

/** A new value with the comments and the layout of the one before it. */
function inPlaceOf(before: unknown, after: Node): Node {
  if (!isNode(before)) return after
  const { comment, commentBefore, spaceBefore } = before
  Object.assign(after, { comment, commentBefore, spaceBefore })
  if (isCollection(before) && isCollection(after) && before.flow !== undefined) after.flow = before.flow
  return after
}
