const REFERENCE = /\$\{([A-Z_][A-Z0-9_]*)\}/g

/** Fields of trunks and rules whose texts no output may show, with all that stands below them. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['authPassword', 'pin', 'headers', 'egress'])
/** Those, and texts of their owner's own, in which a value of .env may stand. */
export const PRIVATE_FIELDS: ReadonlySet<string> = new Set([...SECRET_FIELDS, 'metadata', 'attributes'])
/** The carrier's, beside them. Numbers and user names may be referred to as well, and are none. */
const CARRIER_FIELDS: ReadonlySet<string> = new Set(['password', 'key', 'secret'])

export interface MissingSecret {
  /** The name in .env. */
  name: string
  /** Where it is referred to, such as `inbound.0.authPassword`. */
  path: string
}

/** A value with each `${NAME}` in its texts and names replaced by what .env holds, and the names that it lacks. What is missing stays as it is written. */
export function fillReferences<T>(value: T, env: ReadonlyMap<string, string>): { state: T; missing: MissingSecret[] } {
  const missing: MissingSecret[] = []
  const fillText = (text: string, path: string) =>
    text.replaceAll(REFERENCE, (reference, name: string) => {
      const known = env.get(name)
      if (known === undefined) missing.push({ name, path })
      return known ?? reference
    })
  const fill = (part: unknown, path: string): unknown => {
    if (typeof part === 'string') return fillText(part, path)
    if (Array.isArray(part)) return part.map((item, index) => fill(item, `${path}.${index}`))
    if (typeof part !== 'object' || part === null) return part
    const entries = Object.entries(part).map(([name, child]) => {
      const within = path === '' ? name : `${path}.${name}`
      return [fillText(name, within), fill(child, within)]
    })
    return Object.fromEntries(entries)
  }
  return { state: fill(value, '') as T, missing }
}

/** The names of .env that a text refers to. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = '']) => name)
}

/** A text with each `${NAME}` in it replaced. */
export function replaceReferences(text: string, replacement: (reference: string) => string): string {
  return text.replaceAll(REFERENCE, (reference) => replacement(reference))
}

/** The names of .env that a `sip` block refers to where a secret may stand. */
export function secretNamesIn(sip: unknown): string[] {
  const visit = (part: unknown, isWithin: boolean): string[] => {
    if (typeof part === 'string') return isWithin ? referencesIn(part) : []
    if (typeof part !== 'object' || part === null) return []
    return Object.entries(part).flatMap(([name, child]) => visit(child, isWithin || PRIVATE_FIELDS.has(name) || CARRIER_FIELDS.has(name)))
  }
  return [...new Set(visit(sip, false))]
}
