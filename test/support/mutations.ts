import type { ConfigNode } from '../../src/check/config-node.ts'
import { envLines } from '../../src/check/env/env-lines.ts'
import type { Source } from '../../src/check/source.ts'
import { parseTree } from '../../src/check/yaml-tree.ts'
import type { Place } from '../../src/core/place.ts'
import { otherValues } from './other-values.ts'

/** One change of one file. */
export interface Mutation {
  file: string
  /** `services.agent.environment.LIVEKIT_URL`, `ports[0]`. */
  path: string
  /** What was done: `other-host`, `drop`. */
  how: string
  line: number
  /** The lines of what it stands in: where something is wanting, that is its place. */
  around: readonly number[]
  /** The file's text afterwards. */
  text: string
}

interface Spot {
  path: string
  /** The last name of the path. */
  name: string
  value: string
  at: Place
  /** What kind of thing it is where its file's kind tells more than its form. */
  type: 'string' | 'number' | 'boolean'
  keyAt: Place | null
  /** The lines of the whole entry; null where it shares them with others. */
  lines: [first: number, last: number] | null
  around: readonly number[]
}

/** Every key, secret, URL, port, name and flag of a file, changed one at a time. Comments and words of programming languages are left alone. */
export function mutationsOf(source: Source): Mutation[] {
  const spots = spotsOf(source)
  return [...spots.flatMap((spot) => changesOf(source, spot)), ...swaps(source, spots)].filter(({ text }) => text !== source.text)
}

function changesOf(source: Source, spot: Spot): Mutation[] {
  const { path, at, keyAt, lines, around } = spot
  const others = otherValues(spot).map(({ how, value }) => ({ how, text: replaced(source.text, at, requoted(source.text, spot, value)) }))
  const base = { file: source.path, path, line: at.line, around }
  return [
    ...others.map((other) => ({ ...base, ...other })),
    ...(keyAt
      ? [{ ...base, how: 'rename', line: keyAt.line, text: replaced(source.text, keyAt, renamed(textAt(source.text, keyAt))) }]
      : []),
    ...(lines ? [{ ...base, how: 'drop', line: lines[0], text: dropped(source, lines) }] : []),
  ]
}

function spotsOf(source: Source): Spot[] {
  const { path, text } = source
  if (/\.(schema\.json|txt)$|Dockerfile|\.gitignore|\.example$/.test(path)) return []
  if (/(^|\/)[\w-]*\.env$/.test(path)) {
    return envLines(source).map(({ name, nameAt, value, at }) => ({
      path: name,
      name,
      value,
      at,
      type: 'string',
      keyAt: nameAt,
      around: [],
      lines: [at.line, at.line],
    }))
  }
  if (/\.(ya?ml|json)$/.test(path)) return parseTree(path, text).documents.flatMap((root) => treeSpots(root, text))
  return wordSpots(source)
}

function treeSpots(root: ConfigNode, text: string): Spot[] {
  const lines = text.split('\n')
  const visit = (node: ConfigNode, path: string, [name, ...around]: [string, ...number[]]): Spot[] => {
    const inside = path === '' ? [] : [...around, (node.keyAt ?? node.at).line, node.at.line]
    const children = childrenOf(node).flatMap(([step, child, isItem]) =>
      visit(child, isItem ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`, [isItem ? name : step, ...inside]),
    )
    if (path === '') return children
    const { content } = node
    const first = (node.keyAt ?? node.at).line
    const whole = isAlone(lines[first - 1] ?? '', node) ? ([first, lastLine(node)] as [number, number]) : null
    // A range is one statement, on two lines.
    const near = name.endsWith('_end') ? [...around, first - 1] : around
    const own = { path, name, at: node.at, keyAt: node.keyAt, lines: whole, around: near }
    if (content.kind !== 'scalar') return [{ ...own, value: '', type: 'string' }, ...children]
    const type = typeof content.value === 'number' ? 'number' : typeof content.value === 'boolean' ? 'boolean' : 'string'
    return [{ ...own, value: String(content.value ?? ''), type }, ...children]
  }
  return visit(root, '', [''])
}

function childrenOf({ content }: ConfigNode): [step: string, node: ConfigNode, isItem: boolean][] {
  if (content.kind === 'map') return [...content.entries].map(([name, child]) => [name, child, false])
  return content.kind === 'list' ? content.items.map((child, index) => [String(index), child, true]) : []
}

function lastLine(node: ConfigNode): number {
  return Math.max(node.at.line, ...childrenOf(node).map(([, child]) => lastLine(child)))
}

/** True where the entry begins its line, so that its lines can go. */
function isAlone(line: string, { keyAt, at }: ConfigNode): boolean {
  const before = line.slice(0, (keyAt ?? at).column - 1)
  return keyAt ? before.trim() === '' : before.trim() === '-'
}

/** The words of a Caddyfile or redis.conf. */
function wordSpots({ path, text }: Source): Spot[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return []
    const words = [...line.matchAll(/[^\s{}]+/g)]
    const directive = words[0]?.[0] ?? ''
    return words.map((word, position): Spot => {
      const at = { file: path, line: index + 1, column: word.index + 1, length: word[0].length }
      const isDirective = position === 0 && !word[0].includes('.')
      const name = position === 0 ? word[0] : directive
      return {
        path: `${directive}${position === 0 ? '' : `.${position}`}`,
        name,
        value: isDirective ? '' : word[0],
        at,
        type: /^\d+$/.test(word[0]) ? 'number' : 'string',
        keyAt: isDirective ? at : null,
        lines: position === 0 && !line.includes('{') ? [index + 1, index + 1] : null,
        around: [],
      }
    })
  })
}

/** Key and secret in one another's place. */
function swaps(source: Source, spots: readonly Spot[]): Mutation[] {
  const pairs = spots.flatMap((key) => {
    const secretName = { LIVEKIT_API_KEY: 'LIVEKIT_API_SECRET', api_key: 'api_secret' }[key.name]
    const secret = spots.find(({ path }) => secretName !== undefined && path === key.path.replace(key.name, secretName))
    return secret && !secret.value.startsWith('$') ? [{ key, secret }] : []
  })
  return pairs.map(({ key, secret }) => {
    const once = replaced(source.text, secret.at, key.value)
    return { file: source.path, path: key.path, how: 'swap', line: key.at.line, around: [], text: replaced(once, key.at, secret.value) }
  })
}

function textAt(text: string, { line, column, length }: Place): string {
  return (text.split('\n')[line - 1] ?? '').slice(column - 1, column - 1 + length)
}

function replaced(text: string, { line, column, length }: Place, value: string): string {
  const lines = text.split('\n')
  const old = lines[line - 1] ?? ''
  lines[line - 1] = old.slice(0, column - 1) + value + old.slice(column - 1 + length)
  return lines.join('\n')
}

function requoted(text: string, { at }: Spot, value: string): string {
  const mark = /^["']/.exec(textAt(text, at))?.[0] ?? ''
  return `${mark}${value}${mark}`
}

/** As by a slip of the finger: one letter is missing, or one of a short name is another. */
function renamed(name: string): string {
  const mark = /^["']/.exec(name)?.[0] ?? ''
  const bare = mark === '' ? name : name.slice(1, -1)
  const middle = Math.floor(bare.length / 2)
  return `${mark}${bare.length > 3 ? bare.slice(0, middle) + bare.slice(middle + 1) : `${bare}x`}${mark}`
}

function dropped({ path, text }: Source, [first, last]: [number, number]): string {
  const lines = text.split('\n')
  const removed = lines.slice(first - 1, closing(lines, first, last))
  lines.splice(first - 1, removed.length)
  // The last entry of a JSON object takes the comma before it along.
  if (path.endsWith('.json') && !removed.at(-1)?.endsWith(',')) lines[first - 2] = (lines[first - 2] ?? '').replace(/,$/, '')
  return lines.join('\n')
}

/** A block of JSON ends with the bracket at its own depth. */
function closing(lines: readonly string[], first: number, last: number): number {
  const opening = lines[first - 1] ?? ''
  if (!/[{[]$/.test(opening)) return last
  const indent = opening.length - opening.trimStart().length
  return lines.findIndex((line, index) => index >= first && line.length - line.trimStart().length === indent) + 1
}
