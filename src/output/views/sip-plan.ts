import { stripVTControlCharacters } from 'node:util'
import { printableLine } from '../../core/printable.ts'
import type { Value } from '../../plan/plan.ts'
import type { ChangeAnswer, FieldAnswer } from '../../plan/change-answer.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'
import type { Style } from '../style.ts'
import { columnOf, declaredName, spoken, withTrunkNames } from './sip-words.ts'
import { typed } from '../typed.ts'
import { wrapNotice } from '../wrap.ts'
import { outcomeLines, plannedLine } from './changes.ts'

/** A plan with its fields, or what became of it. Signs at the start of each line say the same without colour. */
export function viewSipAnswer(answer: SipAnswer, style: Style): string {
  const { applied, changes } = answer
  if (applied !== null && changes.length > 0) return viewApplied(answer, applied, style)
  // The names of all fields in one column, whichever change they are of.
  const column = columnOf(changes.flatMap((change) => fieldsShown(change).map(({ path }) => path)))
  const blocks = changes.map((change) => changeBlock(change, { trunks: answer.trunks, column }, style))
  return [...blocks.flatMap((block) => [...block, '']), ...notes(answer, style), summary(answer, style)].join('\n')
}

function viewApplied(answer: SipAnswer, applied: NonNullable<SipAnswer['applied']>, style: Style): string {
  const { color, glyph, width } = style
  const lines = answer.changes.flatMap((change) => outcomeLines(change, title(change), style))
  const dropped = applied.notStored.flatMap(({ kind, name, paths }) => [
    wrapNotice(`${color.yellow(glyph.warn)} The server did not keep ${paths.join(', ')} of the ${kind} "${printableLine(name)}"`, width, 2),
    wrapNotice('  It is too old for that, or somebody else has changed it meanwhile. Update livekit-server, or apply again.', width, 2),
  ])
  const undo = applied.snapshot === null ? [] : [`  Take it back: ${color.cyan(typed('sip rollback'))}`]
  return [...lines, ...dropped, ...notes(answer, style), summary(answer, style), ...undo].join('\n')
}

function title({ kind, name, id }: ChangeAnswer): string {
  return `${kind} "${printableLine(name)}"${id === null ? '' : ` (${id})`}`
}

interface Around {
  action: ChangeAnswer['action']
  trunks: SipAnswer['trunks']
  /** How wide the names of the fields are. */
  column: number
}

function changeBlock(change: ChangeAnswer, around: Omit<Around, 'action'>, style: Style): string[] {
  return [
    plannedLine(change, title(change), style),
    ...fieldsShown(change).flatMap((field) => fieldLines(field, { action: change.action, ...around }, style)),
  ]
}

function fieldsShown({ action, fields }: ChangeAnswer): FieldAnswer[] {
  return action === 'delete' ? [] : fields.filter(({ path }) => action === 'update' || path !== 'name')
}

function fieldLines({ path, from, to, side }: FieldAnswer, { action, trunks, column }: Around, style: Style): string[] {
  const { color, glyph, width } = style
  const label = `    ${declaredName(path).padEnd(column)}  `
  const text = (value: Value | null) => spoken(path === 'trunkIds' ? withTrunkNames(value, trunks) : value)
  const value = action === 'create' ? text(to) : `${text(from)} ${color.dim(glyph.arrow)} ${text(to)}`
  const word = side === null ? '' : SIDES[side]
  const who = word === '' ? [] : [color.dim(`${' '.repeat(label.length)}${word}`)]
  const line = `${label}${value}`
  const isLong = action === 'update' && stripVTControlCharacters(line).length > width
  const both = isLong ? [`${label}${text(from)}`, `${' '.repeat(label.length - 2)}${color.dim(glyph.arrow)} ${text(to)}`] : [line]
  return [...both.map((each) => wrapNotice(each, width, label.length)), ...who]
}

const SIDES = {
  ours: '',
  theirs: 'changed on the server since the last apply',
  both: 'changed here and on the server since the last apply',
  unknown: '',
}

function notes({ warnings, surplus }: SipAnswer, { color, glyph, width }: Style): string[] {
  const lines = warnings.flatMap(({ message, fix }) => [
    wrapNotice(`${color.yellow(glyph.warn)} ${printableLine(message)}`, width, 2),
    wrapNotice(`  ${color.cyan(glyph.arrow)} ${printableLine(fix)}`, width, 4),
  ])
  const kept = surplus.map((label) =>
    wrapNotice(`${glyph.bullet} ${printableLine(label)} is not declared any more; --prune deletes it`, width, 2),
  )
  return [...lines, ...kept]
}

function summary({ changes, unchanged, foreign, applied, server }: SipAnswer, { color, glyph, width }: Style): string {
  const others = [
    ...(unchanged > 0 || changes.length === 0 ? [`${unchanged} ${changes.length > 0 ? 'more ' : ''}as declared`] : []),
    ...(foreign > 0 ? [`${foreign} of others left alone`] : []),
  ].join(', ')
  if (changes.length === 0) return wrapNotice(`${color.green(glyph.ok)} Nothing to change on ${server}: ${others}`, width, 2)
  const count = (action: ChangeAnswer['action']) => changes.filter((change) => change.action === action).length
  const parts = [
    [count('create'), 'to make'],
    [count('update'), 'to change'],
    [count('delete'), 'to delete'],
  ] as const
  const wanted = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : [])).join(', ')
  if (applied === null) return wrapNotice(`${color.bold(wanted)}${others && `; ${others}`} (${server})`, width, 2)
  const done = changes.filter(({ outcome }) => outcome === 'done').length
  const sign = done === changes.length ? color.green(glyph.ok) : color.red(glyph.fail)
  return wrapNotice(`${sign} ${done} of ${changes.length} done on ${server}${others && `; ${others}`}`, width, 2)
}
