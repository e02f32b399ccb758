import { approve } from '../../output/approval.ts'
import { styleOf } from '../../output/style-of.ts'
import { viewCarrier } from '../../output/views/carrier.ts'
import { listenForStop } from '../../platform/stop-signals.ts'
import { answerOf, isDone, type CarrierAnswer } from '../../sip/carriers/answer.ts'
import { applyRun, isAskable, lockRun, planRun } from '../../sip/carriers/run.ts'
import type { Stack } from '../../stack/load.ts'
import { openCarrier, type OpenOptions } from './open-carrier.ts'
import { attestChecklist, checklistAnswer, notManual } from './carrier-checklist.ts'

export interface ApplyCarrierOptions extends Omit<OpenOptions, 'signal'> {
  yes: boolean
  unattended: boolean
  rewriteSecrets: boolean
  /** Takes the user's word that the checklist is done. */
  done: boolean
}

/** Plans, asks where somebody can be asked, and does it. The exit code says whether all of it is done. Raises DECLINED, CONFIRMATION_MISSING, CARRIER_… */
export async function applyCarrier(stack: Stack, options: ApplyCarrierOptions): Promise<CarrierAnswer> {
  const signals = listenForStop()
  try {
    const run = await openCarrier(stack, { ...options, signal: signals.now })
    if (!isAskable(run)) return await (options.done ? attestChecklist(run) : checklistAnswer(run))
    if (options.done) throw notManual(run.want)
    const lock = await lockRun(stack.dir)
    try {
      const planned = await planRun(run, options)
      await consent(answerOf(run.want, planned.plan, null), options)
      const answer = await applyRun(run, planned, signals.stop)
      process.exitCode = signals.exitCode() ?? (isDone(answer) ? 0 : 1)
      return answer
    } finally {
      await lock.release()
    }
  } finally {
    signals.dispose()
  }
}

/** A person sees the plan and says yes; where nobody can be asked, only what takes a number away needs --yes. */
async function consent(plan: CarrierAnswer, { terminal, yes, unattended }: ApplyCarrierOptions): Promise<void> {
  if (plan.changes.length === 0) return
  const { moves, carrier } = plan
  if (!unattended) terminal.notice(`${viewCarrier(plan, styleOf(process.stderr))}\n`)
  await approve({
    question: `Make ${plan.changes.length === 1 ? 'this change' : `these ${plan.changes.length} changes`} at ${carrier.label}?`,
    initial: moves.length === 0,
    yes,
    unattended,
    destructive: moves.length > 0,
    loss: `${moves.map(({ name, from }) => `${name} is taken away from ${from}`).join('; ')}.`,
  })
}
