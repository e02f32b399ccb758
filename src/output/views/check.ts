import type { Finding, Severity } from '../../core/finding.ts'
import { printableLine } from '../../core/printable.ts'
import { codeFrame, type ShownLines } from '../code-frame.ts'
import type { Style } from '../terminal.ts'
import { wrap } from '../wrap.ts'
import { viewDiff } from './diff.ts'

export interface CheckView {
  findings: readonly Finding[]
  /** Files that were understood. */
  files: number
  ignored: number
  /** What --fix did, or would do. */
  fixed: { diff: string; modes: { path: string; mode: number }[]; applied: number; written: boolean } | null
  lines: ShownLines
}

/** Places of one finding that are shown with their code. */
const MOST_FRAMES = 4

/** Findings as compilers show them, the worst last, and a line that sums them up. */
export function viewCheck({ findings, files, ignored, fixed, lines }: CheckView, style: Style): string {
  const blocks = findings.map((finding) => viewFinding(finding, lines, style))
  return [...viewFixed(fixed, style), ...blocks, summary({ findings, files, ignored }, style)].join('\n\n')
}

/** One finding: what, where with the code, why, and what to do. */
function viewFinding(finding: Finding, lines: ShownLines, style: Style): string {
  const { color, glyph } = style
  const gutter = Math.max(...finding.places.map(({ line }) => String(line).length), 2)
  const indent = ' '.repeat(gutter + 1)
  const head = `${paint(finding.severity, style)}${color.bold(`: ${printableLine(finding.message)}`)} ${color.dim(`(${finding.id})`)}`
  // One place too many to name is as short as its name.
  const shown = finding.places.length > MOST_FRAMES + 1 ? finding.places.slice(0, MOST_FRAMES) : finding.places
  const frames = shown.flatMap((place) => codeFrame(place, lines, { style, gutter }))
  const more = finding.places.length - shown.length
  const { text, command } = finding.fix
  return [
    ...wrapped(head, '', style),
    ...frames,
    ...(more === 0 ? [] : [`${indent}${color.dim(`and ${more} more places; --json names them all`)}`]),
    ...wrapped(printableLine(finding.why), indent, style),
    ...wrapped(`${glyph.arrow} ${printableLine(text)}${command === undefined ? '' : ':'}`, indent, style).map((line) => color.cyan(line)),
    ...(command === undefined ? [] : [`${indent}    ${color.cyan(printableLine(command))}`]),
  ].join('\n')
}

function wrapped(text: string, indent: string, { width }: Style): string[] {
  return wrap(text, Math.max(width - indent.length, 20)).map((line) => `${indent}${line}`)
}

function paint(severity: Severity, { color }: Style): string {
  const paints = { error: color.red, warning: color.yellow, info: color.blue }
  return paints[severity].bold(severity)
}

function viewFixed(fixed: CheckView['fixed'], style: Style): string[] {
  if (fixed === null) return []
  const { color, glyph } = style
  const modes = fixed.modes.map(({ path, mode }) => `${printableLine(path)}: mode ${mode.toString(8).padStart(4, '0')}`)
  const done = fixed.written ? 'Mended' : 'Would mend'
  const count = fixed.applied === 0 ? 'Nothing here can be mended without your decision' : `${done} ${counted(fixed.applied, 'finding')}`
  const parts = [fixed.diff === '' ? [] : [viewDiff(fixed.diff, style)], modes.length === 0 ? [] : [modes.join('\n')]].flat()
  return [...parts, `${fixed.applied === 0 ? color.yellow(glyph.warn) : color.green(glyph.ok)} ${count}`]
}

function summary({ findings, files, ignored }: Pick<CheckView, 'findings' | 'files' | 'ignored'>, { color, glyph }: Style): string {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  const kept = ignored === 0 ? '' : `; ${ignored} ignored by comments`
  if (findings.length === 0) return `${color.green(glyph.ok)} ${counted(files, 'file')} checked, nothing is wrong${kept}`
  const counts = [[of('error'), 'error'] as const, [of('warning'), 'warning'] as const, [of('info'), 'note'] as const].flatMap(
    ([count, word]) => (count === 0 ? [] : [counted(count, word)]),
  )
  const sign = of('error') > 0 ? color.red(glyph.fail) : color.yellow(glyph.warn)
  const mendable = findings.filter(({ edits }) => edits.length > 0).length
  const hint = mendable === 0 ? '' : `\n  ${color.cyan('voicectl check --fix')} mends ${mendable} of them`
  return `${sign} ${counts.join(', ')} in ${counted(files, 'file')}${kept}${hint}`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
