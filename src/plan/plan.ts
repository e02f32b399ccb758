// Desired state against actual state. Knows no LiveKit word: trunks and rules, a carrier's numbers, deployments and migrations all go through here.

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

/** Something that is wanted or that is there. */
export interface Item {
  kind: string
  name: string
  /** Null for what is not there yet. */
  id: string | null
  /** What is compared, by path: `media.encryption`. Without what has its default. */
  fields: ReadonlyMap<string, Value>
}

/**
 * Who changed a field since both sides last agreed. `ours`: what is wanted. `theirs`: what is there. `both`: each in its way. `unknown`: there is no
 * record of an agreement.
 */
export type Side = 'ours' | 'theirs' | 'both' | 'unknown'

export interface FieldChange {
  path: string
  /** Undefined where it is not there. */
  from: Value | undefined
  /** Undefined where it goes. */
  to: Value | undefined
  side: Side
}

export type Action = 'create' | 'update' | 'delete'

export interface Change {
  action: Action
  kind: string
  name: string
  /** Null before a create. */
  id: string | null
  /** All fields of a create or delete. */
  fields: FieldChange[]
}

export interface Plan {
  changes: Change[]
  unchanged: number
}

/** A wanted item, and what is there of it. */
export interface Pair {
  desired: Item
  actual: Item | null
}

export interface PlanInput {
  pairs: readonly Pair[]
  /** What is there and is to go. */
  surplus: readonly Item[]
  /** The fields of an item when both sides last agreed; null without a record. A value is compared by `same`. */
  agreed: (item: Item) => ReadonlyMap<string, Value> | null
  /** Whether a value is the one that was agreed on; both undefined where there is none. */
  same: (path: string, value: Value | undefined, agreed: Value | undefined) => boolean
  /** True for a field that the other side does not show: what can't be seen is no difference. */
  hidden?: (item: Item, path: string) => boolean
}

/** What has to be done so that what is there becomes what is wanted. Pure. */
export function planChanges({ pairs, surplus, ...compare }: PlanInput): Plan {
  const changes: Change[] = []
  let unchanged = 0
  for (const { desired, actual } of pairs) {
    const fields = actual === null ? creation(desired) : differences(desired, actual, compare)
    if (fields.length === 0 && actual !== null) unchanged += 1
    else changes.push({ action: actual === null ? 'create' : 'update', ...titleOf(desired), id: actual?.id ?? null, fields })
  }
  const deletions = surplus.map((item): Change => ({ action: 'delete', ...titleOf(item), id: item.id, fields: deletion(item) }))
  return { changes: [...changes, ...deletions], unchanged }
}

function titleOf({ kind, name }: Item): Pick<Item, 'kind' | 'name'> {
  return { kind, name }
}

function creation({ fields }: Item): FieldChange[] {
  return [...fields].map(([path, to]) => ({ path, from: undefined, to, side: 'ours' }))
}

function deletion({ fields }: Item): FieldChange[] {
  return [...fields].map(([path, from]) => ({ path, from, to: undefined, side: 'ours' }))
}

function differences(desired: Item, actual: Item, { agreed, same, hidden }: Omit<PlanInput, 'pairs' | 'surplus'>): FieldChange[] {
  const before = agreed(actual)
  const paths = new Set([...desired.fields.keys(), ...actual.fields.keys()])
  return [...paths].toSorted().flatMap((path): FieldChange[] => {
    const [to, from] = [desired.fields.get(path), actual.fields.get(path)]
    const oursIsAgreed = before !== null && same(path, to, before.get(path))
    if (hidden?.(actual, path)) {
      // It can't be compared; it is written where what is wanted has changed since.
      return before === null || oursIsAgreed ? [] : [{ path, from, to, side: 'ours' }]
    }
    if (isSame(from, to)) return []
    if (before === null) return [{ path, from, to, side: 'unknown' }]
    const theirsIsAgreed = same(path, from, before.get(path))
    return [{ path, from, to, side: theirsIsAgreed ? 'ours' : oursIsAgreed ? 'theirs' : 'both' }]
  })
}

/** True for values that say the same. The names of an object have no order. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || canonical(a) === canonical(b)
}

function canonical(value: Value | undefined): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
