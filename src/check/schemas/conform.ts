import { suggest } from '../../core/suggest.ts'
import type { ConfigNode } from '../config-node.ts'
import { neverEmpty } from './room-configuration.ts'
import { scalarProblem } from './scalar-problem.ts'
import type { Fields, Shape } from './shape.ts'

/** A name that the program doesn't know. */
export interface UnknownKey {
  /** `rtc.udp_prot`; lists have `[]`. */
  path: string
  name: string
  node: ConfigNode
  /** The names that it would know there. */
  known: readonly string[]
  /** The others of the same map in the file. */
  beside: readonly string[]
}

/** A value that can't be decoded. */
export interface WrongValue {
  path: string
  node: ConfigNode
  /** What it has to be, in words: `a whole number from 0 to 65535`. */
  expected: string
}

export interface Conformance {
  unknown: UnknownKey[]
  wrong: WrongValue[]
}

/** Where a config departs from what its program reads. `gate` may say no to a name, by its path: it came later, or is gone. */
export function conform(root: ConfigNode, schema: Fields, gate: (path: string) => boolean = () => true): Conformance {
  const found: Conformance = { unknown: [], wrong: [] }
  const visit = (node: ConfigNode, shape: Shape, path: string): void => {
    const { content } = node
    // What compose fills in from somewhere that no file shows.
    if (node.open) return
    if (content.kind === 'scalar') {
      const expected = scalarProblem(content, shape) ?? (neverEmpty.has(shape) ? expectedOf(shape) : null)
      if (expected !== null) found.wrong.push({ path, node, expected })
      return
    }
    // A range or address that is a map or a list is read as nothing at all.
    if (shape === 'any' || shape === 'port-range' || shape === 'node-ip') return
    if (isList(shape) && content.kind === 'list') {
      for (const item of content.items) visit(item, shape[0], `${path}[]`)
    } else if (typeof shape === 'object' && !isList(shape) && content.kind === 'map') {
      for (const [name, child] of content.entries)
        visitEntry({ name, child, path: path === '' ? name : `${path}.${name}` }, shape, content.entries)
    } else found.wrong.push({ path, node, expected: expectedOf(shape) })
  }
  const visitEntry = (
    { name, child, path }: { name: string; child: ConfigNode; path: string },
    fields: Fields,
    all: ReadonlyMap<string, ConfigNode>,
  ) => {
    const shape = shapeOf(fields, name)
    if (shape === null) found.wrong.push({ path, node: child, expected: 'named by a whole number' })
    else if (shape !== undefined && gate(path)) visit(child, shape, path)
    else found.unknown.push({ path, name, node: child, known: Object.keys(fields), beside: [...all.keys()] })
  }
  visit(root, schema, '')
  return found
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

/** Undefined where there is no such name, null where names have to be numbers. */
function shapeOf(fields: Fields, name: string): Shape | undefined | null {
  if (Object.hasOwn(fields, name)) return fields[name]
  if (fields['*'] !== undefined) return fields['*']
  if (fields['#'] !== undefined) return /^-?\d+$/.test(name) ? fields['#'] : null
  return undefined
}

function expectedOf(shape: Shape): string {
  return scalarProblem({ kind: 'scalar', value: 'x', raw: '\u0000', quoted: true }, shape) ?? 'a single value'
}

/** The name that was meant, where one is near and not there already. */
export function meant({ name, known, beside }: UnknownKey): string | null {
  const free = known.filter((candidate) => !beside.includes(candidate) && candidate !== '*' && candidate !== '#')
  const nearest = suggest(name, free)
  if (nearest === null) return null
  // Two names equally near: neither is certain.
  const second = suggest(
    name,
    free.filter((candidate) => candidate !== nearest),
  )
  return second !== null &&
    Math.abs(second.length - name.length) === Math.abs(nearest.length - name.length) &&
    shared(second, name) >= shared(nearest, name)
    ? null
    : nearest
}

function shared(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
