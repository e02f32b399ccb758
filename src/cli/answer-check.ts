import type { Terminal } from '../output/terminal.ts'
import { answerOf, type AnswerForm, type CheckAnswer } from './check-answer.ts'
import type { CheckReport } from './run-check.ts'

/** A report in the wanted form. Hides what no output may show, and sets the exit code. */
export function answerCheck(report: CheckReport, { form, terminal }: { form: AnswerForm; terminal: Terminal }): CheckAnswer {
  terminal.hide(report.secrets)
  process.exitCode = report.findings.some((finding) => finding.severity === 'error') ? 1 : 0
  return answerOf(report, form)
}
