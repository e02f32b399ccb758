import type { Place } from '../../core/place.ts'
import { type ConfigNode, entriesOf, itemsOf, textOf } from '../config-node.ts'

/** Settings that compose takes as a map or as a list of `name=value`. */
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'extra_hosts']
/** Settings that compose takes as a map or as a list of names. */
const NAMES = ['depends_on', 'networks']
/** Settings that compose takes as one text or as a list. */
const LISTS = ['env_file', 'tmpfs', 'dns', 'dns_search']

/** A service with one form for each setting that compose takes in several, so that two of them can be merged and read. Before interpolation. */
export function normalService(service: ConfigNode): ConfigNode {
  if (service.content.kind !== 'map') return service
  const entries = new Map(service.content.entries)
  for (const name of PAIRS) replace(entries, name, pairsAsMap)
  for (const name of NAMES) replace(entries, name, namesAsMap)
  for (const name of LISTS) replace(entries, name, textAsList)
  replace(entries, 'build', buildAsMap)
  return { ...service, content: { kind: 'map', entries } }
}

function replace(entries: Map<string, ConfigNode>, name: string, change: (node: ConfigNode) => ConfigNode): void {
  const node = entries.get(name)
  if (node) entries.set(name, change(node))
}

function buildAsMap(node: ConfigNode): ConfigNode {
  if (textOf(node) !== undefined) return { ...node, content: { kind: 'map', entries: new Map([['context', node]]) } }
  if (node.content.kind !== 'map') return node
  const entries = new Map(node.content.entries)
  replace(entries, 'args', pairsAsMap)
  return { ...node, content: { kind: 'map', entries } }
}

function textAsList(node: ConfigNode): ConfigNode {
  return textOf(node) === undefined ? node : { ...node, content: { kind: 'list', items: [{ ...node, keyAt: null }] } }
}

function namesAsMap(node: ConfigNode): ConfigNode {
  if (node.content.kind !== 'list') return node
  const entries = new Map<string, ConfigNode>()
  for (const item of node.content.items) {
    const name = textOf(item)
    if (name !== undefined) entries.set(name, nothing(item.at, item.at))
  }
  return { ...node, content: { kind: 'map', entries } }
}

/** `- NAME=value` as an entry of its own place; `- NAME` has no value: it comes from the shell. */
function pairsAsMap(node: ConfigNode): ConfigNode {
  if (node.content.kind !== 'list') return node
  const entries = new Map<string, ConfigNode>()
  for (const item of itemsOf(node)) {
    const text = textOf(item)
    if (text === undefined) continue
    const separator = separatorIn(text)
    const name = text.slice(0, separator === -1 ? undefined : separator).trim()
    const quote = Number(item.at.length > text.length && item.at.length <= text.length + 2)
    const nameAt = { ...item.at, column: item.at.column + quote, length: Math.min(name.length, item.at.length) }
    if (separator === -1) entries.set(name, nothing(nameAt, nameAt))
    else entries.set(name, { at: valueAt(item.at, quote, separator + 1), keyAt: nameAt, content: scalar(text.slice(separator + 1)) })
  }
  return { ...node, content: { kind: 'map', entries } }
}

/** The first sign of equality that stands in no `${…}`. */
function separatorIn(text: string): number {
  return /^[^=$]*=/.exec(text)?.[0].length ? text.indexOf('=') : -1
}

function valueAt(at: Place, quote: number, offset: number): Place {
  const skipped = Math.min(quote + offset, at.length)
  return { ...at, column: at.column + skipped, length: Math.max(at.length - skipped - quote, 0) }
}

function scalar(value: string): ConfigNode['content'] {
  return { kind: 'scalar', value, raw: value }
}

function nothing(at: Place, keyAt: Place): ConfigNode {
  return { at, keyAt, content: { kind: 'scalar', value: null, raw: '' } }
}

/** True where an entry is named and has no value in the file: an environment variable that the shell hands on. */
export function isNothing(node: ConfigNode): boolean {
  return node.content.kind === 'scalar' && node.content.value === null && node.content.raw === ''
}

/** The names of a map's entries, as a set. */
export function namesOf(node: ConfigNode | undefined): Set<string> {
  return new Set(entriesOf(node).map(([name]) => name))
}
