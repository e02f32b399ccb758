import { rules } from '../check/rules/registry.ts'
import { Failure } from '../core/failure.ts'
import type { Finding, Severity } from '../core/finding.ts'
import { hideSecrets } from '../core/hide-secrets.ts'
import { maskSecrets } from '../core/mask.ts'
import { suggest } from '../core/suggest.ts'
import { toGithub } from '../output/formats/github.ts'
import { toSarif } from '../output/formats/sarif.ts'
import type { Style } from '../output/style.ts'
import { viewCheck } from '../output/views/check.ts'
import { viewRule } from '../output/views/rule.ts'
import type { CheckReport } from './run-check.ts'

/** The form of a text answer; SARIF names the program that made it. */
export type AnswerForm = { format: 'text' | 'github' } | { format: 'sarif'; version: string }

/** What `check` answers: data for programs, and the text form, which is not part of the data. */
export interface CheckAnswer {
  text: (style: Style) => string
  /** What --json prints as `data`. */
  toJSON: () => object
  /** What of this program had something to do, in words: docs/adr/0004. */
  parts: readonly string[]
}

/** A finding as programs get it. Files are relative to the checked folder. */
export interface FindingData {
  id: string
  severity: Severity
  message: string
  why: string
  fix: Finding['fix']
  /** True where `--fix` mends it. */
  fixable: boolean
  locations: { file: string; line: number; column: number }[]
}

export function findingData({ id, severity, message, why, fix, places, edits }: Finding): FindingData {
  const locations = places.map(({ file, line, column }) => ({ file, line, column }))
  return { id, severity, message, why, fix, fixable: edits.length > 0, locations }
}

/** A report in the wanted form. */
export function answerOf(report: CheckReport, form: AnswerForm): CheckAnswer {
  const { findings, ignored, files, kinds, fixed, lines } = report
  return {
    parts: findings.length === 0 ? kinds : [...kinds, 'findings'],
    toJSON: () => ({
      findings: findings.map((finding) => findingData(finding)),
      files,
      ignored,
      ...(fixed === null ? {} : { fixed: fixed.applied.map((finding) => findingData(finding)), diff: fixed.diff, written: fixed.written }),
    }),
    text: (style) => {
      if (form.format === 'sarif') {
        const shown = findings.map((finding) => withoutSecretEdits(finding, report.secrets))
        return JSON.stringify(toSarif(shown, rules, form.version), null, 2)
      }
      if (form.format === 'github') return toGithub(findings)
      return viewCheck({ findings, files, ignored, lines, fixed: fixed && { ...fixed, applied: fixed.applied.length } }, style)
    },
  }
}

/** An edit takes over what it leaves, also a secret: who reads the report may not know it. */
function withoutSecretEdits(finding: Finding, secrets: readonly string[]): Finding {
  const isSecret = finding.edits.some((edit) => 'text' in edit && maskSecrets(hideSecrets(edit.text).join('\n'), secrets) !== edit.text)
  return isSecret ? { ...finding, edits: [] } : finding
}

/** The story of one rule. Raises UNKNOWN_RULE. */
export function explainRule(id: string): CheckAnswer {
  knownRules([id])
  const rule = rules.find((candidate) => candidate.id === id)
  if (!rule) throw unknownRule(id)
  const { severity, summary, story } = rule
  return { parts: [], toJSON: () => ({ id, severity, summary, story }), text: (style) => viewRule(rule, style) }
}

/** The ids as given, all of which must be rules. Raises UNKNOWN_RULE. */
export function knownRules(ids: readonly string[]): readonly string[] {
  const unknown = ids.find((id) => !rules.some((rule) => rule.id === id))
  if (unknown !== undefined) throw unknownRule(unknown)
  return ids
}

function unknownRule(id: string): Failure {
  const ids = rules.map((rule) => rule.id)
  const area = id.replace(/\..*$/, '')
  const near = suggest(id, ids)
  const alike = ids.filter((one) => one.startsWith(`${area}.`) || (id !== '' && one.split('.').includes(id)))
  const listed = alike.length > 0 || near !== null ? alike : ids.filter((one) => one.startsWith(`${suggest(area, areasOf(ids))}.`))
  const [first = near] = near === null ? listed : [near]
  return new Failure({
    code: 'UNKNOWN_RULE',
    message: `There is no rule ${id}${near === null ? '' : `; did you mean ${near}?`}`,
    why: listed.length === 0 ? 'The rules and what they find are listed in docs/rules.md.' : `There are ${listed.join(', ')}.`,
    fix: first === null ? [] : [{ text: 'Name the rule', command: `voicectl check --explain ${first}` }],
    exit: 2,
  })
}

function areasOf(ids: readonly string[]): Set<string> {
  return new Set(ids.map((one) => one.split('.')[0] ?? one))
}
