import type { Place } from '../../core/place.ts'
import { suggest } from '../../core/suggest.ts'
import { entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'

/** The fields of one message of LiveKit's API by their snake_case names. */
export type Message = () => ReadonlyMap<string, Field>

export interface Field {
  type: 'string' | 'bool' | 'int' | 'uint' | 'double' | 'duration' | 'timestamp' | 'map' | 'enum' | 'message'
  many: boolean
  /** An enum's names. */
  names?: readonly string[]
  /** A message's fields. Late, because messages hold one another. */
  message?: () => Message
  /** Fields of one group exclude one another. */
  group?: string
}

/** Something in a request that LiveKit's JSON reader refuses or drops. */
export interface Problem {
  kind: 'unknown' | 'value'
  /** Where it is written: an unknown field's name, a wrong value. */
  at: Place
  /** As the file spells it. */
  name: string
  /** For an unknown field: the field that was meant, as the file would spell it. */
  meant?: string
  /** For a wrong value: what belongs there, in words. */
  expected?: string
  /** For a wrong value: the same in the right form, where it can be told. */
  right?: string
  /** True for a name that no choice has: lk refuses it, and the server takes the default in its place. */
  isDropped?: boolean
  /** The field that excludes this one; both are there. */
  other?: string
}

/** The protocol's JSON name: `room_config` as `roomConfig`. */
function camelCase(name: string): string {
  const known = camels.get(name) ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  if (camels.size < 1000) camels.set(name, known)
  return known
}

/** The same names are asked for again and again. */
const camels = new Map<string, string>()

/** The field of a request by its snake_case name, whichever of both spellings it has; absent where it is null. */
export function fieldOf(node: ConfigNode | undefined, ...names: string[]): ConfigNode | undefined {
  const found = names.reduce<ConfigNode | undefined>((parent, name) => nodeAt(parent, name) ?? nodeAt(parent, camelCase(name)), node)
  return found?.content.kind === 'scalar' && found.content.value === null ? undefined : found
}

/** The most problems that one request is said to have. */
const MOST_PROBLEMS = 50

/** What is wrong with a request by the fields that its message has; in the order of the file. */
export function problemsOf(node: ConfigNode, message: Message): Problem[] {
  const problems: Problem[] = []
  walkMessage(node, message, problems)
  return problems
}

function walkMessage(node: ConfigNode, message: Message, problems: Problem[]): void {
  const fields = message()
  const seen = new Map<string, string>()
  for (const [name, value] of entriesOf(node)) {
    if (problems.length >= MOST_PROBLEMS) return
    const canonical = fields.has(name) ? name : [...fields.keys()].find((known) => camelCase(known) === name)
    const field = canonical === undefined ? undefined : fields.get(canonical)
    if (canonical === undefined || !field) {
      problems.push({ kind: 'unknown', at: value.keyAt ?? value.at, name, ...meant(name, message) })
      continue
    }
    if (isNull(value)) continue
    const slot = field.group ?? canonical
    const other = seen.get(slot)
    if (other === undefined) seen.set(slot, name)
    else problems.push({ kind: 'value', at: value.keyAt ?? value.at, name, other })
    walkField({ name, node: value, field, problems })
  }
}

interface Step {
  name: string
  node: ConfigNode
  field: Field
  problems: Problem[]
}

function walkField({ name, node, field, problems }: Step): void {
  if (problems.length >= MOST_PROBLEMS) return
  if (field.many) {
    if (node.content.kind !== 'list') return void problems.push({ kind: 'value', at: node.at, name, ...wrongList(node, field) })
    for (const item of itemsOf(node)) walkField({ name, node: item, field: { ...field, many: false }, problems })
    return
  }
  if (field.type === 'message') {
    if (node.content.kind === 'map') walkMessage(node, field.message?.() ?? (() => new Map()), problems)
    else problems.push({ kind: 'value', at: node.at, name, expected: WORDS.message })
    return
  }
  if (field.type === 'map') return walkTexts({ name, node, field, problems })
  const wrong = wrongScalar(node, field)
  if (wrong) problems.push({ kind: 'value', at: node.at, name, ...wrong })
}

function walkTexts({ name, node, problems }: Step): void {
  if (node.content.kind !== 'map') return void problems.push({ kind: 'value', at: node.at, name, expected: WORDS.map })
  for (const [key, value] of entriesOf(node)) {
    const wrong = wrongScalar(value, { type: 'string', many: false })
    if (wrong) problems.push({ kind: 'value', at: value.at, name: `${name}.${key}`, ...wrong })
  }
}

const WORDS: Record<Field['type'], string> = {
  string: 'text in quotes',
  bool: 'true or false, without quotes',
  int: 'a whole number',
  uint: 'a whole number from 0 on',
  double: 'a number',
  duration: 'a duration in seconds such as "30s"',
  timestamp: 'a time such as "2026-01-31T12:00:00Z"',
  map: 'a map of texts',
  enum: 'one of its names',
  message: 'a map of fields',
}

function wrongList(node: ConfigNode, { type }: Field): { expected: string; right?: string } {
  const { content } = node
  const isText = content.kind === 'scalar' && typeof content.value === 'string' && type === 'string'
  return { expected: 'a list, in brackets', ...(isText ? { right: `[${JSON.stringify(content.value)}]` } : {}) }
}

/** A wrong value's right form where it can be told, null where it can't, undefined for a right value. */
type Judge = (node: ConfigNode, text: string, isText: boolean) => string | null | undefined

const JUDGES: Partial<Record<Field['type'], Judge>> = {
  string: (_, text, isText) => (isText ? undefined : JSON.stringify(text)),
  bool: ({ content }, text) =>
    content.kind === 'scalar' && typeof content.value === 'boolean' ? undefined : /^(true|false)$/.test(text) ? text : null,
  int: (_, text) => (/^-?\d+$/.test(text) ? undefined : null),
  uint: (_, text) => (/^\d+$/.test(text) && Number(text) < 2 ** 32 ? undefined : null),
  double: (_, text) => (text !== '' && Number.isFinite(Number(text)) ? undefined : null),
  timestamp: (_, text, isText) => (isText && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) ? undefined : null),
  duration: (_, text, isText) =>
    isText && /^-?\d+(\.\d{1,9})?s$/.test(text) ? undefined : /^\d+$/.test(text) ? JSON.stringify(`${text}s`) : null,
}

function wrongScalar(node: ConfigNode, { type, names = [] }: Field): Omit<Problem, 'kind' | 'at' | 'name'> | null {
  const expected = type === 'enum' ? `one of ${names.join(', ')}` : WORDS[type]
  if (node.content.kind !== 'scalar') return { expected }
  const isText = typeof node.content.value === 'string'
  const text = textOf(node) ?? ''
  if (isText && /\$\{|\{\{/.test(text)) return null
  if (type === 'enum') return wrongName(node, names, expected)
  const right = JUDGES[type]?.(node, text, isText)
  return right === undefined ? null : right === null ? { expected } : { expected, right }
}

function wrongName(node: ConfigNode, names: readonly string[], expected: string): Omit<Problem, 'kind' | 'at' | 'name'> | null {
  const value = node.content.kind === 'scalar' ? node.content.value : null
  if (typeof value === 'number') return null
  if (typeof value !== 'string') return { expected }
  if (names.includes(value)) return null
  const word = value.toUpperCase().replaceAll(/[- ]/g, '_')
  const right =
    word === '' ? undefined : (names.find((name) => name === word) ?? onlyOne(names.filter((name) => name.endsWith(`_${word}`))))
  return { expected, isDropped: true, ...(right === undefined ? {} : { right: JSON.stringify(right) }) }
}

function onlyOne(names: string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined
}

function meant(name: string, message: Message): { meant?: string } {
  const camel = /[A-Z]/.test(name) || !name.includes('_')
  const spelled = [...message().keys()].map((known) => (camel && /[A-Z]/.test(name) ? camelCase(known) : known))
  const exact = spelled.find((known) => plain(known) === plain(name))
  const found = exact ?? suggest(name.slice(0, 60), spelled)
  return found === null || found === undefined ? {} : { meant: found }
}

/** A field's name whichever way it is spelled. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}

function isNull({ content }: ConfigNode): boolean {
  return content.kind === 'scalar' && content.value === null
}
