import { userInfo } from 'node:os'
import { Failure } from '../../core/failure.ts'
import type { CarrierAnswer } from '../../sip/carriers/answer.ts'
import { titleOf } from '../../sip/carriers/answer.ts'
import { checklistMark, wordOf } from '../../sip/carriers/checklist.ts'
import { manualOf } from '../../sip/carriers/registry.ts'
import type { CarrierRun } from '../../sip/carriers/run.ts'
import type { CarrierWant } from '../../sip/carriers/want.ts'

/** What is to be done by hand, and whether somebody says it is. */
export async function checklistAnswer({ want, ledger }: CarrierRun): Promise<CarrierAnswer> {
  const steps = (await manualOf(want.provider)).steps(want)
  return {
    carrier: titleOf(want),
    changes: [],
    unchanged: 0,
    moves: [],
    notes: [],
    checklist: steps,
    attested: wordOf(ledger, steps),
    applied: false,
  }
}

/** Notes who says so, and when. */
export async function attestChecklist(run: CarrierRun): Promise<CarrierAnswer> {
  const steps = (await manualOf(run.want.provider)).steps(run.want)
  await run.ledger.attest({ by: userName(), at: new Date().toISOString(), checklist: checklistMark(steps) })
  return { ...(await checklistAnswer(run)), applied: true }
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

export function notManual({ label }: CarrierWant): Failure {
  return new Failure({
    code: 'CARRIER_NOT_MANUAL',
    message: `--done is for carriers that are set up by hand; voicectl does it at ${label} by itself`,
    fix: [{ text: 'Let it', command: 'voicectl sip carrier apply' }],
    exit: 2,
  })
}
