import { printableLine } from '../../core/printable.ts'
import type { ChangeAnswer } from '../../plan/change-answer.ts'
import type { Style } from '../style.ts'
import { wrapNotice } from '../wrap.ts'

const SIGNS = { create: '+', update: '~', delete: '-' } as const
const DONE = {
  create: ['is made', 'could not be made'],
  update: ['is changed', 'could not be changed'],
  delete: ['is deleted', 'could not be deleted'],
} as const

/** The first line of a change that is planned. Its sign says the same as its colour. */
export function plannedLine({ action }: Pick<ChangeAnswer, 'action'>, title: string, { color }: Style): string {
  const paint = { create: color.green, update: color.yellow, delete: color.red }[action]
  return paint(`${SIGNS[action]} ${title}`)
}

/** What became of a change, and where it failed why, and what to do. */
export function outcomeLines({ action, outcome, error }: ChangeAnswer, title: string, { color, glyph, width }: Style): string[] {
  const signs = { done: color.green(glyph.ok), failed: color.red(glyph.fail), skipped: color.dim(glyph.bullet), planned: glyph.bullet }
  const became = outcome === 'done' ? DONE[action][0] : outcome === 'failed' ? DONE[action][1] : 'was not tried'
  const line = `${signs[outcome]} ${title} ${became}`
  if (error === null) return [line]
  const reasons = [error.message, ...(error.why === null ? [] : [error.why])].map((text) =>
    wrapNotice(`    ${printableLine(text)}`, width, 4),
  )
  return [line, ...reasons, ...error.fix.map(({ text }) => wrapNotice(`    ${color.cyan(glyph.arrow)} ${printableLine(text)}`, width, 6))]
}
