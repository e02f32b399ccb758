import { isMap, isNode, isSeq, parseDocument, stringify } from 'yaml'
import type { Aligned } from '../../core/align.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { Failure } from '../../core/failure.ts'
import type { SipKind } from '../../core/sip-resources.ts'
import { patchYaml, withoutAliases } from '../patch-yaml.ts'
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

type Block = Record<string, unknown>

/**
 * Changes items of the `sip` block in the text of a voicectl.yaml. All that says the same already stays to the letter. Raises CONFIG_NOT_PATCHABLE for
 * a form of YAML in which that can't be done.
 */
export function patchSipBlock(text: string, changes: readonly BlockChange[], { telephony }: { telephony: boolean }): string {
  const written = plainOf(text)
  const sip = { ...(written['sip'] as Block | undefined) }
  const aligned = new Map<string, Aligned[]>()
  for (const [kind, list] of Map.groupBy(changes, (change) => change.kind)) {
    const block = blockOfKind[kind]
    const { items, places } = changedList((sip[block] ?? []) as DeclaredItem[], list)
    sip[block] = items
    aligned.set(`sip.${block}`, places)
  }
  const wanted: Block = { ...written, ...(telephony ? { telephony: enabled(written['telephony']) } : {}), sip }
  const patched = patchYaml(detached(text, wanted, aligned), wanted, { aligned, ordered: isOrdered })
  if (!says(patched, wanted)) throw notPatchable()
  return patched
}

/** A `sip` block by itself, for a project without a voicectl.yaml. */
export function sipBlockText(items: Readonly<Partial<Record<'inbound' | 'outbound' | 'dispatch', DeclaredItem[]>>>): string {
  return stringify({ sip: items }, STYLE)
}

function changedList(written: readonly DeclaredItem[], changes: readonly BlockChange[]): { items: DeclaredItem[]; places: Aligned[] } {
  const byIndex = new Map(changes.flatMap(({ index, item }) => (index === null ? [] : [[index, item]])))
  const items: DeclaredItem[] = []
  const places: Aligned[] = []
  for (const [before, old] of written.entries()) {
    const item = byIndex.has(before) ? (byIndex.get(before) ?? null) : old
    places.push({ before, after: item === null ? null : items.length })
    if (item !== null) items.push(item)
  }
  for (const { index, item } of changes) {
    if (index !== null || item === null) continue
    places.push({ before: null, after: items.length })
    items.push(item)
  }
  return { items, places }
}

function enabled(telephony: unknown): Block {
  return { ...(telephony as Block | undefined), enabled: true }
}

/** An object of metadata becomes a text, in the order in which it is written. */
function isOrdered(path: readonly string[]): boolean {
  return path.slice(3).includes('metadata')
}

/** Without the aliases of what is about to change: those places are to say what they say now. */
function detached(text: string, wanted: Block, aligned: ReadonlyMap<string, readonly Aligned[]>): string {
  if (!text.includes('*')) return text
  const document = parseDocument(text)
  const changed = new Set<number>()
  const visit = (node: unknown, value: unknown, path: readonly string[]): void => {
    if (!isNode(node)) return
    if (node.range && canonicalJson(node.toJS(document)) !== canonicalJson(value)) changed.add(node.range[0])
    const places = aligned.get(path.join('.'))
    const inner = (name: string) => (value as Block | undefined)?.[places ? String(places[Number(name)]?.after) : name]
    if (isMap(node)) for (const { key, value: child } of node.items) visit(child, inner(String(key)), [...path, String(key)])
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, inner(String(index)), [...path, String(index)])
  }
  visit(document.contents, wanted, [])
  return withoutAliases(text, ({ range }) => changed.has(range?.[0] ?? -1))
}

function plainOf(text: string): Block {
  return (parseDocument(text).toJS() ?? {}) as Block
}

function says(text: string, wanted: Block): boolean {
  const document = parseDocument(text)
  return document.errors.length === 0 && canonicalJson(document.toJS()) === canonicalJson(wanted)
}

function notPatchable(): Failure {
  return new Failure({
    code: 'CONFIG_NOT_PATCHABLE',
    message: "Couldn't change the sip block of voicectl.yaml; nothing was written",
    why: 'It is written in a form of YAML that can not be changed at one place.',
    fix: [{ text: 'See what the server has, and write it in by hand', command: 'voicectl sip pull --json' }],
  })
}
