import { printableLine } from '../../core/printable.ts'
import type { Value } from '../../plan/plan.ts'
import type { CarrierAnswer, CarrierChange } from '../../sip/carriers/answer.ts'
import type { ChecklistStep } from '../../sip/carriers/checklist.ts'
import type { Style } from '../style.ts'
import { typed } from '../typed.ts'
import { wrapNotice } from '../wrap.ts'
import { attestationLine } from './attestation.ts'
import { outcomeLines, plannedLine } from './changes.ts'

const LABEL = 18

/** A plan for a carrier, what became of it, or the checklist of one without an API. Signs at the start of each line say the same without colour. */
export function viewCarrier(answer: CarrierAnswer, style: Style): string {
  if (answer.checklist !== null) return viewChecklist(answer, answer.checklist, style)
  const blocks = answer.applied
    ? answer.changes.flatMap((change) => doneLines(change, style))
    : answer.changes.flatMap((change) => [...changeLines(change, style), ''])
  const remarks = [...moveLines(answer, style), ...noteLines(answer.notes, style)]
  return [...blocks, ...remarks, ...(remarks.length > 0 ? [''] : []), summary(answer, style)].join('\n')
}

function changeLines(change: CarrierChange, style: Style): string[] {
  const { action, fields } = change
  const { color, glyph, width } = style
  const lines = fields.map(({ path, from, to, side }) => {
    const value = action === 'create' || from === null ? spoken(to) : `${spoken(from)} ${color.dim(glyph.arrow)} ${spoken(to)}`
    const who =
      action === 'update' && (side === 'theirs' || side === 'both') ? color.dim(' (changed at the carrier since the last apply)') : ''
    return wrapNotice(`    ${words(path).padEnd(LABEL)}  ${value}${who}`, width, LABEL + 6)
  })
  return [plannedLine(change, title(change), style), ...lines]
}

function doneLines(change: CarrierChange, style: Style): string[] {
  const { color, glyph, width } = style
  const [line = '', ...why] = outcomeLines(change, title(change), style)
  if (change.differs.length === 0) return [line, ...why]
  const text = `The carrier still shows it in another way: ${change.differs.map(words).join(', ')}. Apply again in a minute; where it stays so, look there.`
  return [line, wrapNotice(`  ${color.yellow(glyph.warn)} ${text}`, width, 4), ...why]
}

function title({ kind, name, id }: Pick<CarrierChange, 'kind' | 'name' | 'id'>): string {
  return `${kind} ${printableLine(name)}${id === null ? '' : ` (${printableLine(id)})`}`
}

/** `domainName` as people say it: `domain name`. */
function words(path: string): string {
  return path.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** A value as it is read: lists with commas, what is not there as a dash. */
function spoken(value: Value | null): string {
  if (value === null) return '-'
  if (typeof value === 'string') return printableLine(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map((item) => printableLine(typeof item === 'string' ? item : JSON.stringify(item))).join(', ')
  return printableLine(JSON.stringify(value))
}

function moveLines({ moves, applied }: CarrierAnswer, { color, glyph, width }: Style): string[] {
  if (applied) return []
  return moves.map(({ name, from }) => {
    const text = `${printableLine(name)} is taken away from ${printableLine(from)}: its calls lead there no more`
    return wrapNotice(`${color.yellow(glyph.warn)} ${text}`, width, 2)
  })
}

function noteLines(notes: readonly string[], { color, glyph, width }: Style): string[] {
  return notes.map((note) => wrapNotice(`${color.dim(glyph.bullet)} ${printableLine(note)}`, width, 2))
}

function summary({ changes, unchanged, carrier, applied }: CarrierAnswer, { color, glyph, width }: Style): string {
  const where = `${carrier.label}, ${carrier.name}`
  if (changes.length === 0) {
    const next = `See the whole way of a call: ${typed('sip carrier show')}`
    const text = `${color.green(glyph.ok)} Nothing to change at ${where}: ${unchanged} as declared`
    return [wrapNotice(text, width, 2), wrapNotice(`  ${next}`, width, 2)].join('\n')
  }
  const count = (action: CarrierChange['action']) => changes.filter((change) => change.action === action).length
  if (!applied) {
    const parts = [count('create') > 0 ? `${count('create')} to make` : '', count('update') > 0 ? `${count('update')} to change` : '']
    return wrapNotice(`${color.bold(parts.filter(Boolean).join(', '))}; ${unchanged} as declared (${where})`, width, 2)
  }
  const done = changes.filter(({ outcome, differs }) => outcome === 'done' && differs.length === 0).length
  const isAll = done === changes.length
  const head = wrapNotice(`${isAll ? color.green(glyph.ok) : color.red(glyph.fail)} ${done} of ${changes.length} done (${where})`, width, 2)
  const next = isAll ? `  See the whole way of a call: ${typed('sip carrier show')}` : `  Go on from here: ${typed('sip carrier apply')}`
  return [head, wrapNotice(next, width, 2)].join('\n')
}

function viewChecklist({ carrier, attested, applied }: CarrierAnswer, steps: readonly ChecklistStep[], style: Style): string {
  const { color, width } = style
  const lines = steps.flatMap(({ title: what, where, enter }, index) => [
    wrapNotice(color.bold(`${index + 1}. ${printableLine(what)}`), width, 3),
    wrapNotice(`   ${color.dim(printableLine(where))}`, width, 3),
    ...enter.map(({ field, value }) =>
      wrapNotice(`   ${printableLine(field).padEnd(LABEL)}  ${color.cyan(printableLine(value))}`, width, LABEL + 5),
    ),
    '',
  ])
  const label = carrier.label.charAt(0).toUpperCase() + carrier.label.slice(1)
  const head = wrapNotice(`${label} is set up by hand, in its console:`, width, 2)
  return [head, '', ...lines, attestationLine(attested, applied ? 'Noted: ' : '', style)].join('\n')
}
