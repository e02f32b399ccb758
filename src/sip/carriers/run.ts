import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import type { Stack } from '../../stack/load.ts'
import { takeLock } from '../../platform/lock-file.ts'
import { assertOwned } from './ambiguity.ts'
import { answerOf, type CarrierAnswer } from './answer.ts'
import { applyPlan, noteUnchanged, settledSurvey } from './apply.ts'
import type { Carrier, CarrierSession, Survey } from './carrier.ts'
import { CarrierLedger } from './ledger.ts'
import { planCarrier, type CarrierPlan } from './plan.ts'
import { carrierFailure } from './refusal-words.ts'
import { carrierOf } from './registry.ts'
import { carrierWant, type CarrierWant } from './want.ts'

/** A stack's carrier, ready to be asked. */
export interface CarrierRun {
  want: CarrierWant
  /** Null for one that is set up by hand. */
  carrier: Carrier | null
  ledger: CarrierLedger
  session: CarrierSession
  /** The stack's folder. */
  dir: string
}

/** Raises as carrierWant does. */
export async function openRun(stack: Pick<Stack, 'config' | 'env' | 'dir'>, session: CarrierSession): Promise<CarrierRun> {
  const want = carrierWant(stack)
  const { provider, credentials } = want
  const ledger = await CarrierLedger.read({ dir: stack.dir, provider, secret: credentials.secret ?? '' })
  return { want, carrier: await carrierOf(provider), ledger, session, dir: stack.dir }
}

export type AskableRun = CarrierRun & { carrier: Carrier }

/** True for a carrier whose API voicectl speaks. */
export function isAskable(run: CarrierRun): run is AskableRun {
  return run.carrier !== null
}

export interface Planned {
  survey: Survey
  plan: CarrierPlan
}

/** What is to be done at the carrier; only reads. Raises CARRIER_… */
export async function planRun(run: AskableRun, { rewriteSecrets }: { rewriteSecrets: boolean }): Promise<Planned> {
  const { want, carrier, ledger } = run
  try {
    const survey = await settledSurvey(carrier, want, run)
    assertOwned(
      survey.facts.numbers.flatMap(({ number, owned }) => (owned ? [] : [number])),
      want,
    )
    return { survey, plan: planCarrier(survey, { ledger, rewriteSecrets }) }
  } catch (error) {
    throw carrierFailure(error, want)
  }
}

/** Does it. What fails is in the answer, beside what is done and what was not tried. */
export async function applyRun(run: AskableRun, { survey, plan }: Planned, stop: AbortSignal): Promise<CarrierAnswer> {
  const { want, ledger, session } = run
  await noteUnchanged(survey, plan, ledger)
  const receipts = await applyPlan(plan, { session, ledger, stop })
  return answerOf(want, plan, receipts)
}

/** Keeps other runs on the same stack waiting: two at one time would make everything twice. Raises CARRIER_BUSY. */
export async function lockRun(dir: string): Promise<{ release(): Promise<void> }> {
  const lock = await takeLock(path.join(dir, '.voicectl', 'carrier.lock'))
  if ('release' in lock) return lock
  throw new Failure({
    code: 'CARRIER_BUSY',
    message: `Another voicectl sip carrier apply is at work on this stack (process ${lock.holder.pid})`,
    fix: [{ text: 'Wait until it has ended' }],
    retryable: true,
  })
}
