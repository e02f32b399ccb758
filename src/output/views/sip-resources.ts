import { printableLine } from '../../core/printable.ts'
import type { Value } from '../../plan/plan.ts'
import type { RuleRow, TrunkRow } from '../../sip/listing.ts'
import type { Style } from '../style.ts'
import { wrapNotice } from '../wrap.ts'
import { viewRows } from './records.ts'
import { columnOf, declaredName, spoken } from './sip-words.ts'

export function viewTrunks(trunks: readonly TrunkRow[], style: Style): string {
  if (trunks.length === 0) return 'The server has no trunk'
  const rows = trunks.map(({ name, id, direction, numbers, address, auth, owner }) => ({
    NAME: name,
    DIRECTION: direction,
    NUMBERS: numbers.join(', '),
    ADDRESSES: address.join(', '),
    PASSWORD: auth ? 'yes' : '',
    'MADE BY': owner ?? '',
    ID: id,
  }))
  return viewRows(rows, style)
}

export function viewRules(rules: readonly RuleRow[], style: Style): string {
  if (rules.length === 0) return 'The server has no dispatch rule'
  const rows = rules.map(({ name, id, trunks, room, numbers, callers, pin, agents, owner }) => ({
    NAME: name,
    TRUNKS: trunks.length === 0 ? 'all' : trunks.join(', '),
    ROOM: room,
    NUMBERS: numbers.join(', '),
    CALLERS: callers.join(', '),
    PIN: pin ? 'yes' : '',
    AGENTS: agents.join(', '),
    'MADE BY': owner ?? '',
    ID: id,
  }))
  return viewRows(rows, style)
}

export interface ShownResource {
  kind: string
  id: string
  owner: string | null
  fields: Readonly<Record<string, Value>>
  rules: readonly string[]
}

export function viewResource({ kind, id, owner, fields, rules }: ShownResource, { color, width }: Style): string {
  const { name, ...others } = fields
  const made = owner === null ? '' : `, made by ${owner}`
  const column = columnOf(Object.keys(others))
  const line = (label: string, value: string) => wrapNotice(`  ${color.dim(label.padEnd(column))}  ${value}`, width, column + 4)
  return [
    `${color.bold(`${kind} ${name === undefined ? '' : `"${printableLine(String(name))}" `}`)}(${id})${made}`,
    ...Object.entries(others).map(([path, value]) => line(declaredName(path), spoken(value))),
    ...(rules.length > 0 ? [line('dispatch rules', rules.map((rule) => printableLine(rule)).join(', '))] : []),
  ].join('\n')
}
