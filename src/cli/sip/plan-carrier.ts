import { answerOf, type CarrierAnswer } from '../../sip/carriers/answer.ts'
import { isAskable, planRun } from '../../sip/carriers/run.ts'
import type { Stack } from '../../stack/load.ts'
import { checklistAnswer } from './carrier-checklist.ts'
import { openCarrier, type OpenOptions } from './open-carrier.ts'

/** What is to be done at a stack's carrier. Only reads. Raises CARRIER_… */
export async function planOfCarrier(
  stack: Stack,
  { rewriteSecrets, ...options }: Omit<OpenOptions, 'signal'> & { rewriteSecrets: boolean },
): Promise<CarrierAnswer> {
  const run = await openCarrier(stack, { ...options, signal: new AbortController().signal })
  if (!isAskable(run)) return checklistAnswer(run)
  const { plan } = await planRun(run, { rewriteSecrets })
  return answerOf(run.want, plan, null)
}

/** True where nothing is left to do: of a checklist, where somebody says so of its present values. */
export function isAsPlanned({ changes, checklist, attested }: CarrierAnswer): boolean {
  return checklist === null ? changes.length === 0 : attested?.isCurrent === true
}
