import type { ConfigNode } from '../config-node.ts'
import { isIpv4, isIpv6 } from '../schemas/scalar-problem.ts'
import { ADDRESS_EXPECTED } from '../../stack/forms.ts'
import type { StackProblem } from './stack-problem.ts'

/** What is wrong with a value. One of the wrong `kind` can't be compared with others; one of the wrong form, or out of bounds, can. */
export interface Fault {
  message: string
  isKind: boolean
}

/** What is wrong with a value, or null. */
export type Value = (node: ConfigNode) => Fault | null

/** Settings by their names. */
export interface Block {
  kind: 'block'
  fields: Readonly<Record<string, Shape>>
  required: readonly string[]
  /** True where its name alone will do. */
  mayBeEmpty?: boolean
  /** What is wrong with settings together; asked where each is right by itself. */
  together?: (node: ConfigNode, path: string) => Iterable<StackProblem>
}

export interface List {
  kind: 'list'
  of: Shape
  least: number
}

export type Form = readonly [pattern: RegExp, expected: string]

/** Values of one kind under names of the user's own. */
export interface Entries {
  kind: 'entries'
  of: Value
  /** The form of their names; null where any will do. */
  names: Form | null
}

/** Text, or settings instead. */
export interface TextOrBlock {
  kind: 'text-or-block'
  block: Block
  /** What is said of what is neither. */
  expected: string
}

/** What a part of voicectl.yaml may hold: the schema in src/stack once more, without the library that takes long to load. A test holds both together. */
export type Shape = Block | TextOrBlock | List | Entries | Value

/** The kind of a value as the schema's library calls it. */
export function kindOf({ content }: ConfigNode): string {
  if (content.kind !== 'scalar') return content.kind === 'map' ? 'object' : 'array'
  if (content.value === null) return 'null'
  if (typeof content.value === 'number' && !Number.isFinite(content.value)) return Number.isNaN(content.value) ? 'NaN' : 'Infinity'
  return typeof content.value
}

export function expected(kind: string, node: ConfigNode): string {
  return `expected ${kind}, received ${kindOf(node)}`
}

export function wrongKind(message: string): Fault {
  return { message, isKind: true }
}

export function wrongForm(message: string): Fault {
  return { message, isKind: false }
}

export const block = (fields: Block['fields'], required: readonly string[] = [], together?: Block['together']): Block => ({
  kind: 'block',
  fields,
  required,
  ...(together ? { together } : {}),
})
/** A block whose name alone will do: `individual:` */
export const emptyOr = (of: Block): Block => ({ ...of, mayBeEmpty: true })
export const list = (of: Shape, least = 0): List => ({ kind: 'list', of, least })

const ofKind =
  (kind: string): Value =>
  (node) =>
    kindOf(node) === kind ? null : wrongKind(expected(kind, node))
export const anyText = ofKind('string')
export const boolean = ofKind('boolean')
export const text: Value = (node) => anyText(node) ?? (valueOf(node) === '' ? wrongForm('expected at least 1 character') : null)
export const form =
  ([pattern, said]: Form): Value =>
  (node) =>
    anyText(node) ?? (pattern.test(String(valueOf(node))) ? null : wrongForm(said))
export const oneOf = (choices: readonly (string | number)[]): Value => {
  const said = choices.length === 1 ? `expected ${choices[0]}` : `expected one of ${choices.join(', ')}`
  return (node) => (choices.includes(valueOf(node) as string) ? null : wrongKind(said))
}
export const number =
  (least: number, most: number, whole = true): Value =>
  (node) => {
    const value = valueOf(node)
    if (kindOf(node) !== 'number' || typeof value !== 'number') return wrongKind(expected('number', node))
    if (whole && !Number.isInteger(value)) return wrongKind('expected int, received number')
    if (value < least) return wrongForm(`expected at least ${least}`)
    return value > most ? wrongForm(`expected at most ${most}`) : null
  }
export const address: Value = (node) => {
  const value = valueOf(node)
  const isAddress = typeof value === 'string' && (isIpv4(value) || (isIpv6(value) && !value.includes('.')))
  return isAddress ? null : wrongKind(ADDRESS_EXPECTED)
}

/** True for what can be written as JSON: all that YAML has but for numbers without an end. */
export function isJson(node: ConfigNode): boolean {
  const { content } = node
  if (content.kind === 'map') return [...content.entries.values()].every((child) => isJson(child))
  if (content.kind === 'list') return content.items.every((child) => isJson(child))
  return typeof content.value !== 'number' || Number.isFinite(content.value)
}

function valueOf({ content }: ConfigNode): string | number | boolean | null | undefined {
  return content.kind === 'scalar' ? content.value : undefined
}
