import type { Severity } from '../core/finding.ts'
import type { Terminal } from '../output/terminal.ts'
import { answerOf, knownRules, type CheckAnswer, type CheckFormat } from './check-answer.ts'
import { runCheck, type CheckRun } from './run-check.ts'

export interface CheckRequest {
  path: string
  fix: CheckRun['fix']
  format: CheckFormat
  /** As they were given; all where it is left out. */
  rules?: readonly string[] | undefined
  severity?: Severity | undefined
}

/** Checks what is asked for, hides what no output may show, and sets the exit code. Raises as runCheck does, and UNKNOWN_RULE. */
export async function answerCheck(
  { path, fix, format, rules, severity }: CheckRequest,
  { terminal, version }: { terminal: Terminal; version: string },
): Promise<CheckAnswer> {
  const report = await runCheck({ path, fix, ...(rules ? { rules: knownRules(rules) } : {}), ...(severity ? { severity } : {}) })
  terminal.hide(report.secrets)
  process.exitCode = report.findings.some((finding) => finding.severity === 'error') ? 1 : 0
  return answerOf(report, { format, version })
}
