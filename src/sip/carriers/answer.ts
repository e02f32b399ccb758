import type { CarrierWord, ChainLink } from '../../core/carrier-chain.ts'
import type { Receipt } from '../../plan/carry-out.ts'
import { changeAnswer, type ChangeAnswer } from '../../plan/change-answer.ts'
import type { Value } from '../../plan/plan.ts'
import type { ChecklistStep } from './checklist.ts'
import type { CarrierPlan } from './plan.ts'
import { carrierFailure } from './refusal-words.ts'
import type { CarrierWant } from './want.ts'

/** A plan for a carrier, or what was done of it, to somebody who reads it; part of the machine contract. No secret is in it. */
export interface CarrierAnswer {
  carrier: CarrierTitle
  changes: CarrierChange[]
  unchanged: number
  /** Numbers that are taken away from what has them now. */
  moves: { name: string; from: string }[]
  notes: string[]
  /** What is to be done by hand, for a carrier whose API voicectl does not speak; null for the others. */
  checklist: ChecklistStep[] | null
  attested: CarrierWord | null
  /** False for a plan. */
  applied: boolean
}

export interface CarrierTitle {
  provider: string
  label: string
  name: string
}

export interface CarrierChange extends ChangeAnswer {
  /** What the carrier has stored in another way than it was sent. */
  differs: readonly string[]
}

/** What `sip carrier show` found out. */
export interface ChainAnswer {
  carrier: CarrierTitle
  links: ChainLink[]
  /** True for a carrier that is set up by hand. */
  byHand: boolean
  /** For a carrier that is set up by hand: who says that it is; null where nobody does, and for the others. */
  attested: CarrierWord | null
  /** Where the list of the carrier's networks is from. */
  networks: { source: string; read: string } | null
}

const HIDDEN = '••••••'

export function titleOf({ provider, label, name }: CarrierWant): CarrierTitle {
  return { provider, label, name }
}

export function answerOf(want: CarrierWant, plan: CarrierPlan, receipts: readonly Receipt[] | null): CarrierAnswer {
  const byChange = new Map((receipts ?? []).map((receipt) => [receipt.change, receipt]))
  const changes = plan.changes.map((change, index): CarrierChange => {
    const receipt = known(byChange.get(change), want)
    const hidden = plan.parts[index]?.hidden ?? []
    const shown = (path: string, value: Value) => (hidden.includes(path) ? HIDDEN : value)
    return { ...changeAnswer(change, { receipt, kind: change.kind, shown }), differs: receipt?.outcome === 'done' ? receipt.differs : [] }
  })
  const { unchanged, moves, notes } = plan
  return { carrier: titleOf(want), changes, unchanged, moves, notes, checklist: null, attested: null, applied: receipts !== null }
}

/** True where all that was wanted is done and was seen to be so. */
export function isDone({ changes }: CarrierAnswer): boolean {
  return changes.every(({ outcome, differs }) => outcome === 'done' && differs.length === 0)
}

/** A receipt whose error says what the carrier meant. */
function known(receipt: Receipt | undefined, want: CarrierWant): Receipt | undefined {
  return receipt?.outcome === 'failed' ? { ...receipt, error: carrierFailure(receipt.error, want) } : receipt
}
