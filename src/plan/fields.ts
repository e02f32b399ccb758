import type { Value } from './plan.ts'

export interface FieldOptions {
  /** Lists whose order says nothing. */
  sets: ReadonlySet<string>
  /** Objects that are compared as one: by their names they are no fields. */
  whole: ReadonlySet<string>
}

/** The leaves of an object by their paths: `{media: {encryption: 'x'}}` gives `media.encryption`. Lists are leaves; absent and empty is the same. */
export function fieldsOf(object: object, { sets, whole }: FieldOptions): Map<string, Value> {
  const fields = new Map<string, Value>()
  const visit = (part: object, prefix: string): void => {
    for (const [name, value] of Object.entries(part) as [string, Value | undefined][]) {
      const path = prefix === '' ? name : `${prefix}.${name}`
      if (value === undefined || value === null || isEmpty(value)) continue
      if (typeof value === 'object' && !Array.isArray(value) && !whole.has(path)) visit(value, path)
      else fields.set(path, sets.has(path) && Array.isArray(value) ? sorted(value as readonly Value[]) : value)
    }
  }
  visit(object, '')
  return fields
}

function isEmpty(value: Value): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Each once, in one order. */
function sorted(list: readonly Value[]): Value {
  return [...new Set(list)].toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
}
