import { rules } from '../../check/rules/registry.ts'
import type { Severity } from '../../core/finding.ts'
import type { Terminal } from '../../output/terminal.ts'
import { answerCheck } from '../answer-check.ts'
import type { CheckAnswer } from '../check-answer.ts'

/** Rules of other areas without which a trunk or rule would be passed over in silence: its file can't be read, or asks for an agent that nobody is. */
const BESIDES = ['file.syntax', 'stack.invalid', 'agent.name-case']

/** The rules of `check` that are about trunks, dispatch rules and SIP. */
export function telephonyRules(): string[] {
  return rules.map(({ id }) => id).filter((id) => /^(?:trunk|dispatch|sip)\./.test(id) || BESIDES.includes(id))
}

/** What `check` says of telephony. Raises as `answerCheck` does. */
export function lintSip(
  { path, severity }: { path: string; severity: Severity | undefined },
  around: { terminal: Terminal; version: string },
): Promise<CheckAnswer> {
  return answerCheck({ path, fix: 'no', format: 'text', rules: telephonyRules(), severity }, around)
}
