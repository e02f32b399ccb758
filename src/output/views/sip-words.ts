import { printableLine } from '../../core/printable.ts'
import type { Value } from '../../plan/plan.ts'

/** The protocol's path of a field as voicectl.yaml calls it. */
export function declaredName(path: string): string {
  return path
    .replace(/dispatchRule(Individual|Direct|Callee)/, (_, kind: string) => kind.toLowerCase())
    .replace(/^trunkIds$/, 'trunks')
    .replace(/^roomConfig\.agents$/, 'agents')
}

/** A value as it is read: lists with commas, what is not there as a dash, names of the protocol as voicectl.yaml has them. */
export function spoken(value: Value | null): string {
  if (value === null) return '-'
  if (typeof value === 'string') {
    const constant = /^SIP_(?:TRANSPORT_|MEDIA_ENCRYPT_|(?=\w+_HEADERS$))([A-Z]+)(?:_HEADERS)?$/.exec(value)?.[1]
    return constant ? constant.toLowerCase() : printableLine(value)
  }
  if (Array.isArray(value))
    return (value as Value[]).map((item) => (typeof item === 'string' ? printableLine(item) : itemWords(item))).join(', ')
  return printableLine(JSON.stringify(value))
}

/** An agent by its name, with what else it is sent with; anything else as JSON. */
function itemWords(item: Value): string {
  const { agentName, ...more } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, Value>
  if (typeof agentName !== 'string') return printableLine(JSON.stringify(item))
  return printableLine([agentName, ...(Object.keys(more).length > 0 ? [JSON.stringify(more)] : [])].join(' '))
}

/** Ids of trunks behind their names, as far as these are known. */
export function withTrunkNames(value: Value | null, names: Readonly<Record<string, string>>): Value | null {
  return Array.isArray(value) ? (value as string[]).map((id) => (names[id] ? `${names[id]} (${id})` : id)) : value
}

const NARROWEST_COLUMN = 22

/** How wide the names of these fields are, in columns, so that their values stand below one another. */
export function columnOf(paths: readonly string[]): number {
  return Math.max(NARROWEST_COLUMN, ...paths.map((path) => declaredName(path).length))
}
