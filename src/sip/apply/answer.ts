import type { Receipt } from '../../plan/carry-out.ts'
import { changeAnswer, type ChangeAnswer } from '../../plan/change-answer.ts'
import type { Value } from '../../plan/plan.ts'
import { isSecretField, kindLabels, labelOf } from '../kinds.ts'
import { HIDDEN } from '../masked.ts'
import { withId } from './live.ts'
import type { SipPlan } from './plan-sip.ts'
import type { Applied } from './run.ts'

/** What a plan, or what was done of it, is to somebody who reads it; part of the machine contract. No secret is in it. */
export interface SipAnswer {
  server: string
  changes: ChangeAnswer[]
  unchanged: number
  /** Resources of others, left as they are. */
  foreign: number
  /** Made by this stack, wanted no more, and kept as `--prune` was not given. */
  surplus: string[]
  /** Names of the inbound trunks on the server, by their ids. */
  trunks: Readonly<Record<string, string>>
  /** Worth a look, although it keeps nothing from being done. */
  warnings: { message: string; fix: string }[]
  /** Null for a plan. */
  applied: { snapshot: string | null; notStored: Applied['notStored']; requests: number } | null
}

export function answerOfPlan(plan: SipPlan, server: string): SipAnswer {
  return answer(plan, { server, receipts: [], applied: null })
}

export function answerOfApply(plan: SipPlan, { receipts, ...applied }: Applied, server: string): SipAnswer {
  return answer(plan, { server, receipts, applied })
}

/** True where somebody else's work, or something that is there, is lost with this plan. */
export function losesSomething({ writes }: SipPlan): boolean {
  return writes.some(
    ({ change }) =>
      change.action === 'delete' ||
      (change.action === 'update' && change.fields.some(({ side, from }) => side !== 'ours' && from !== undefined)),
  )
}

function answer(
  plan: SipPlan,
  { server, receipts, applied }: { server: string; receipts: readonly Receipt[]; applied: SipAnswer['applied'] },
): SipAnswer {
  const byChange = new Map(receipts.filter(({ interim }) => interim === null).map((receipt) => [receipt.change, receipt]))
  return {
    server,
    changes: plan.writes.map(({ change, kind }) => changeAnswer(change, { receipt: byChange.get(change), kind: kindLabels[kind], shown })),
    unchanged: plan.unchanged,
    foreign: plan.foreign,
    surplus: applied === null || plan.writes.every(({ change }) => change.action !== 'delete') ? surplusOf(plan) : [],
    trunks: plan.trunkNames,
    warnings: plan.warnings,
    applied,
  }
}

function surplusOf({ surplus, writes }: SipPlan): string[] {
  const gone = new Set(writes.flatMap(({ change, live }) => (change.action === 'delete' ? [live] : [])))
  return surplus.filter((each) => !gone.has(each)).map((each) => labelOf(each.kind, withId(each)))
}

function shown(path: string, value: Value): Value {
  if (!isSecretField(path)) return value
  const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isNamed ? Object.fromEntries(Object.keys(value).map((name) => [name, HIDDEN])) : HIDDEN
}
