import { printableLine } from '../../core/printable.ts'
import type { ProbeStatus } from '../../doctor/probe.ts'
import type { DoctorFinding, DoctorResult, ProbeReport } from '../../doctor/run-probes.ts'
import type { Style } from '../style.ts'
import { wrap } from '../wrap.ts'

/** Below this there is no room for two columns. */
const NARROW = 60
const WORDS: [ProbeStatus, string][] = [
  ['pass', 'passed'],
  ['warn', 'warnings'],
  ['fail', 'failed'],
  ['skipped', 'skipped'],
  ['unknown', 'unknown'],
]

/** A line for each probe that looked and one for each reason not to look, then causes and fixes, the failures last, then the counts in a form that never changes. */
export function viewDoctor({ probes, findings }: DoctorResult, style: Style): string {
  const looked = probes.filter(({ status }) => status !== 'skipped')
  const column = Math.max(...looked.map(({ id }) => id.length), 0)
  const lines = [...looked.flatMap((report) => probeLine(report, column, style)), ...skippedLines(probes, style)]
  const bySeverity = findings.toSorted((a, b) => Number(a.severity === 'error') - Number(b.severity === 'error'))
  return [lines.join('\n'), ...bySeverity.map((finding) => viewFinding(finding, style)), summary(probes, style)].join('\n\n')
}

function probeLine({ id, status, detail }: ProbeReport, column: number, style: Style): string[] {
  const said = printableLine(status === 'unknown' ? `unknown: ${detail}` : detail)
  if (style.width < NARROW) return [`${sign(status, style)} ${id}`, ...wrap(said, Math.max(style.width - 2, 20)).map((line) => `  ${line}`)]
  const [first = '', ...more] = wrap(said, style.width - column - 4)
  return [`${sign(status, style)} ${id.padEnd(column)}  ${first}`, ...more.map((line) => `${' '.repeat(column + 4)}${line}`)]
}

/** Many are skipped for one and the same reason; that is said once. */
function skippedLines(probes: readonly ProbeReport[], style: Style): string[] {
  const reasons = new Map<string, string[]>()
  for (const { id, status, detail } of probes) if (status === 'skipped') reasons.set(detail, [...(reasons.get(detail) ?? []), id])
  return [...reasons].flatMap(([reason, ids]) =>
    wrap(printableLine(`skipped, ${reason}: ${byArea(ids, probes).join(', ')}`), Math.max(style.width - 2, 20)).map(
      (line, at) => `${at === 0 ? sign('skipped', style) : ' '} ${style.color.dim(line)}`,
    ),
  )
}

/** `redis.*` where all probes of that area are among them, as --only takes `redis`. */
function byArea(ids: readonly string[], probes: readonly ProbeReport[]): string[] {
  const areas = Map.groupBy(ids, (id) => id.split('.')[0] ?? id)
  return [...areas].flatMap(([area, here]) => {
    const all = probes.filter(({ id }) => id.startsWith(`${area}.`)).length
    return all === here.length && all > 1 ? [`${area}.*`] : here
  })
}

function sign(status: ProbeStatus, { color, glyph }: Style): string {
  const signs = {
    pass: color.green(glyph.ok),
    warn: color.yellow(glyph.warn),
    fail: color.red(glyph.fail),
    skipped: color.dim(glyph.bullet),
    unknown: color.yellow('?'),
  }
  return signs[status]
}

function viewFinding({ id, severity, message, why, fix, otherFixes }: DoctorFinding, style: Style): string {
  const { color, glyph } = style
  const width = Math.max(style.width - 3, 20)
  const paint = severity === 'error' ? color.red : color.yellow
  const head = `${paint.bold(severity)}${color.bold(`: ${printableLine(message)}`)} ${color.dim(`(${id})`)}`
  const reasons = why === '' ? [] : wrap(printableLine(why), width)
  const fixes = [fix, ...otherFixes].flatMap(({ text, command }) => [
    ...wrap(`${glyph.arrow} ${printableLine(text)}${command === undefined ? '' : ':'}`, width).map((line) => color.cyan(line)),
    ...(command === undefined ? [] : [`    ${color.cyan(printableLine(command))}`]),
  ])
  return [...wrap(head, style.width), ...[...reasons, ...fixes].map((line) => `   ${line}`)].join('\n')
}

function summary(probes: readonly ProbeReport[], { color }: Style): string {
  const counts = WORDS.map(([status, word]) => {
    const count = probes.filter((report) => report.status === status).length
    const text = `${count} ${status === 'warn' && count === 1 ? 'warning' : word}`
    if (count === 0) return text
    return status === 'fail' ? color.red(text) : status === 'warn' || status === 'unknown' ? color.yellow(text) : text
  })
  return counts.join(', ')
}

/** Where the support archive is, and what its owner is to do before it leaves the house. */
export function viewBundle({ file, entries, bytes }: { file: string; entries: number; bytes: number }, style: Style): string {
  const text = `Support archive: ${printableLine(file)} (${entries} files, ${Math.ceil(bytes / 1024)} KB). Secrets are hidden; look through it before you send it.`
  return wrap(text, style.width).join('\n')
}
