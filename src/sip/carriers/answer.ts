import type { CarrierWord, ChainLink } from '../../core/carrier-chain.ts'
import type { Failure } from '../../core/failure.ts'
import type { Receipt } from '../../plan/carry-out.ts'
import type { Action, Side, Value } from '../../plan/plan.ts'
import type { ChecklistStep } from './checklist.ts'
import type { CarrierPlan } from './plan.ts'
import { carrierFailure } from './refusal.ts'
import type { CarrierWant } from './want.ts'

/** A plan for a carrier, or what was done of it, to somebody who reads it; part of the machine contract. No secret is in it. */
export interface CarrierAnswer {
  carrier: CarrierTitle
  changes: ChangeAnswer[]
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

export interface ChangeAnswer {
  action: Action
  kind: string
  name: string
  id: string | null
  fields: { path: string; from: Value | null; to: Value | null; side: Side | null }[]
  outcome: 'planned' | Receipt['outcome']
  /** What the carrier has stored in another way than it was sent. */
  differs: readonly string[]
  error: { code: string; message: string; why: string | null; fix: Failure['fix'] } | null
}

/** What `sip carrier show` found out. */
export interface ChainAnswer {
  carrier: CarrierTitle
  links: ChainLink[]
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
  const changes = plan.changes.map((change, index): ChangeAnswer => {
    const receipt = byChange.get(change)
    const hidden = plan.parts[index]?.hidden ?? []
    const shown = (path: string, value: Value | undefined) => (value === undefined ? null : hidden.includes(path) ? HIDDEN : value)
    return {
      action: change.action,
      kind: change.kind,
      name: change.name,
      id: receipt?.outcome === 'done' ? receipt.id : change.id,
      fields: change.fields.map(({ path, from, to, side }) => ({
        path,
        from: shown(path, from),
        to: shown(path, to),
        side: change.action === 'update' ? side : null,
      })),
      outcome: receipt?.outcome ?? 'planned',
      differs: receipt?.outcome === 'done' ? receipt.differs : [],
      error: receipt?.outcome === 'failed' ? errorOf(receipt.error, want) : null,
    }
  })
  const { unchanged, moves, notes } = plan
  return { carrier: titleOf(want), changes, unchanged, moves, notes, checklist: null, attested: null, applied: receipts !== null }
}

/** True where all that was wanted is done and was seen to be so. */
export function isDone({ changes }: CarrierAnswer): boolean {
  return changes.every(({ outcome, differs }) => outcome === 'done' && differs.length === 0)
}

function errorOf(error: Error, { provider }: CarrierWant): ChangeAnswer['error'] {
  const { code = 'INTERNAL', message, why = null, fix = [] } = carrierFailure(error, provider) as Partial<Failure> & Error
  return { code, message, why, fix }
}
