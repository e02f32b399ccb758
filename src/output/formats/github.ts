import type { Finding, Severity } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' }

/** Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request. */
export function toGithub(findings: readonly Finding[]): string {
  return findings.map((finding) => annotation(finding)).join('\n')
}

function annotation({ id, severity, message, why, fix, places }: Finding): string {
  const [place, ...others] = places
  const properties = [
    ...(place
      ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`, `endColumn=${place.column + place.length}`]
      : []),
    `title=${property(`${message} (${id})`)}`,
  ]
  const also = others.map(({ file, line, column }) => `See also ${file}:${line}:${column}`)
  const todo = fix.command === undefined ? fix.text : `${fix.text}: ${fix.command}`
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data([why, todo, ...also].join('\n'))}`
}

/** Without what makes a terminal, or a log that is shown in one, do something: names of files are other people's. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
