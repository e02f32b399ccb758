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
  if (Array.isArray(value)) return value.map((item) => printableLine(typeof item === 'string' ? item : JSON.stringify(item))).join(', ')
  return printableLine(JSON.stringify(value))
}
