import type { Failure } from '../core/failure.ts'
import { printableLine } from '../core/printable.ts'
import type { Problem } from '../core/problem.ts'
import type { Style } from './style.ts'
import { withTyped } from './typed.ts'
import { wrapNotice } from './wrap.ts'

/** A failure as text: what, where, why, and what to do. */
export function renderFailure(failure: Failure, style: Style): string {
  const { color, glyph } = style
  const fit = (line: string, indent: number) => wrapNotice(line, style.width, indent)
  const lines = [fit(`${color.red(glyph.fail)} ${color.bold(printableLine(failure.message))} ${color.dim(`(${failure.code})`)}`, 2)]
  for (const problem of failure.problems) lines.push('', renderProblem(problem, style))
  if (failure.problems.length > 0) lines.push('')
  if (failure.why) lines.push(...indent(failure.why).map((line) => fit(line, 2)))
  for (const detail of failure.details) lines.push(...indent(detail).map((line) => color.dim(fit(line, 4))))
  for (const fix of failure.fix) {
    lines.push(fit(`  ${color.cyan(glyph.arrow)} ${printableLine(fix.text)}${fix.command ? ':' : ''}`, 4))
    if (fix.command) lines.push(`      ${color.cyan(printableLine(withTyped(fix.command)))}`)
  }
  return lines.join('\n')
}

/** A problem with its code frame: place, message, the line, and a caret below the column. */
function renderProblem(problem: Problem, { color }: Style): string {
  const place = `${printableLine(problem.file)}:${problem.line}:${problem.column}`
  const head = `  ${color.underline(place)} ${printableLine(problem.message)}`
  if (problem.source === null || problem.source.trim() === '') return head
  const gutter = ` ${problem.line} | `
  // As wide as what stands before the place: tabs stay tabs, and what can't be printed is left out there too.
  const lead = printableLine(problem.source.slice(0, Math.max((problem.caret ?? problem.column) - 1, 0))).replaceAll(/[^\t]/g, ' ')
  const caret = `${' '.repeat(gutter.length - 2)}| ${lead}${color.red('^')}`
  return [head, color.dim(`  ${gutter}`) + printableLine(problem.source.trimEnd()), `  ${caret}`].join('\n')
}

/** The machine form of a failure. */
export function failureToJson(failure: Failure): object {
  const { code, message, why, fix, retryable, details, problems } = failure
  return { ok: false, error: { code, message, why, fix, retryable, details, problems } }
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${printableLine(line.trimEnd())}`)
}
