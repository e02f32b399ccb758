import { referencesIn } from './references.ts'

/** Fields whose texts may hold a secret, whatever its name in .env is. Numbers and user names may be referred to as well, and are none. */
const FIELDS = new Set(['authPassword', 'password', 'pin', 'headers', 'metadata', 'attributes', 'egress', 'key', 'secret'])

/** The names of .env that a `sip` block refers to where a secret may stand. */
export function secretNamesIn(sip: unknown): string[] {
  const visit = (part: unknown, isSecret: boolean): string[] => {
    if (typeof part === 'string') return isSecret ? referencesIn(part) : []
    if (typeof part !== 'object' || part === null) return []
    return Object.entries(part).flatMap(([name, child]) => visit(child, isSecret || FIELDS.has(name)))
  }
  return [...new Set(visit(sip, false))]
}
