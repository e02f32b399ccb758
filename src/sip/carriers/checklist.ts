import { createHash } from 'node:crypto'
import type { CarrierWord } from '../../core/carrier-chain.ts'
import type { CarrierLedger } from './ledger.ts'
import type { CarrierWant } from './want.ts'

/** One thing to do by hand at a carrier. */
export interface ChecklistStep {
  /** What is done by it. */
  title: string
  /** Where to click. */
  where: string
  /** What to enter there, name and value; a secret is the name of .env that holds it. */
  enter: { field: string; value: string }[]
}

/** What a carrier is set up by, where voicectl does not speak its API. One file each. */
export interface ManualCarrier {
  steps(want: CarrierWant): ChecklistStep[]
}

/** What an attestation is about: another list is another word. */
export function checklistMark(steps: readonly ChecklistStep[]): string {
  return createHash('sha256').update(JSON.stringify(steps)).digest('base64url')
}

/** Who says that these steps are done. */
export function wordOf({ attested }: Pick<CarrierLedger, 'attested'>, steps: readonly ChecklistStep[]): CarrierWord | null {
  return attested && { by: attested.by, at: attested.at, isCurrent: attested.checklist === checklistMark(steps) }
}
