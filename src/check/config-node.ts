import type { Place } from '../core/place.ts'

/** A value of a YAML or JSON file with its place: aliases and merge keys are resolved, each part keeps the place where it was written. */
export interface ConfigNode {
  /** The value: its text for a scalar, its first character for a map or a list. */
  at: Place
  /** The key that names it; null at the top and in lists. */
  keyAt: Place | null
  /** Other places that had a say: the line of .env that an interpolated value comes from. */
  through?: readonly Place[]
  /** The same for the key that names it. */
  keyThrough?: readonly Place[]
  /** True where a variable in it is set by no file: the value is as written, with its `${NAME}`. */
  open?: true
  /** A tag of the file's own, such as compose's `!reset`. */
  tag?: string
  content:
    | { kind: 'map'; entries: ReadonlyMap<string, ConfigNode> }
    | { kind: 'list'; items: readonly ConfigNode[] }
    | {
        kind: 'scalar'
        value: string | number | boolean | null
        /** As written, before quotes are taken off. */
        raw: string
        /** In quotes, or a block of text: a string to every parser. */
        quoted?: true
      }
}

/** The node below a path of keys and list indexes, or undefined. */
export function nodeAt(node: ConfigNode | undefined, ...path: (string | number)[]): ConfigNode | undefined {
  return path.reduce<ConfigNode | undefined>((parent, key) => {
    if (parent?.content.kind === 'map') return parent.content.entries.get(String(key))
    if (parent?.content.kind === 'list' && typeof key === 'number') return parent.content.items[key]
    return undefined
  }, node)
}

/** The entries of a map; none for anything else. */
export function entriesOf(node: ConfigNode | undefined): [name: string, node: ConfigNode][] {
  return node?.content.kind === 'map' ? [...node.content.entries] : []
}

/** The items of a list; none for anything else. */
export function itemsOf(node: ConfigNode | undefined): readonly ConfigNode[] {
  return node?.content.kind === 'list' ? node.content.items : []
}

/** A scalar as text: numbers and booleans as written. Undefined for null, maps and lists. */
export function textOf(node: ConfigNode | undefined): string | undefined {
  if (node?.content.kind !== 'scalar' || node.content.value === null) return undefined
  return typeof node.content.value === 'string' ? node.content.value : node.content.raw
}

/** A scalar as a whole number, also when it is written in quotes. */
export function numberOf(node: ConfigNode | undefined): number | undefined {
  const text = textOf(node)
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined
}

/** A scalar as a boolean, in YAML's and the environment's spellings. */
export function booleanOf(node: ConfigNode | undefined): boolean | undefined {
  const text = textOf(node)?.toLowerCase()
  return text === 'true' || text === 'false' ? text === 'true' : undefined
}
