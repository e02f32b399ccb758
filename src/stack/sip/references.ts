const REFERENCE = /\$\{([A-Z_][A-Z0-9_]*)\}/g

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
