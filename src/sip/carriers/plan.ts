import { listed } from '../../core/listed.ts'
import { planChanges, type Change, type FieldChange, type Plan } from '../../plan/plan.ts'
import type { Part, Survey } from './carrier.ts'
import type { CarrierLedger } from './ledger.ts'

export interface CarrierPlan extends Plan {
  /** What the changes are made to, in the same order. */
  parts: Part[]
  /** Numbers that are taken away from what has them now. */
  moves: { name: string; from: string }[]
  notes: string[]
}

export interface PlanOptions {
  ledger: CarrierLedger
  /** Also writes what the carrier never shows. */
  rewriteSecrets: boolean
}

/** What has to be done at the carrier. Pure but for what the ledger knows. */
export function planCarrier({ parts, notes }: Survey, { ledger, rewriteSecrets }: PlanOptions): CarrierPlan {
  const byKey = new Map(parts.map((part) => [keyOf(part.desired), part]))
  const partOf = (item: { kind: string; name: string }) => byKey.get(keyOf(item))
  const { changes } = planChanges({
    pairs: parts.map(({ desired, actual }) => ({ desired, actual })),
    surplus: [],
    agreed: (item) => ledger.agreed(item),
    same: (path, value, agreed) => ledger.same(path, value, agreed),
    hidden: (item, path) => partOf(item)?.hidden.includes(path) ?? false,
  })
  const changed = new Map(changes.map((change) => [keyOf(change), change]))
  const planned = parts.flatMap((part): { part: Part; change: Change }[] => {
    const must = part.actual !== null && (rewriteSecrets || ledger.isPending(part.desired))
    const change = must ? withSecrets(part, changed.get(keyOf(part.desired))) : changed.get(keyOf(part.desired))
    return change ? [{ part, change }] : []
  })
  return {
    changes: planned.map(({ change }) => change),
    parts: planned.map(({ part }) => part),
    unchanged: parts.length - planned.length,
    moves: planned.flatMap(({ part }) => (part.takenFrom === null ? [] : [{ name: part.desired.name, from: part.takenFrom }])),
    notes: [...notes, ...unseen(parts, { ledger, planned: new Set(planned.map(({ part }) => part)) })],
  }
}

/** The change that also writes what is hidden; none where nothing is. */
function withSecrets({ desired, actual, hidden }: Part, change: Change | undefined): Change | undefined {
  const written = new Set(change?.fields.map(({ path }) => path))
  const fields = hidden.flatMap((path): FieldChange[] => {
    const to = desired.fields.get(path)
    return to === undefined || written.has(path) ? [] : [{ path, from: undefined, to, side: 'ours' }]
  })
  if (fields.length === 0) return change
  if (change) return { ...change, fields: [...change.fields, ...fields] }
  return { action: 'update', kind: desired.kind, name: desired.name, id: actual?.id ?? null, fields }
}

/** Secrets that nobody can compare: somebody else has written them, or the account's token is another one since. */
function unseen(parts: readonly Part[], { ledger, planned }: { ledger: CarrierLedger; planned: ReadonlySet<Part> }): string[] {
  return parts.flatMap((part) => {
    const { desired, actual, hidden } = part
    if (actual === null || hidden.length === 0 || planned.has(part) || ledger.agreed(actual) !== null) return []
    return [`Whether ${listed(hidden)} of ${desired.kind} "${desired.name}" is the one in .env can't be seen; --rewrite-secrets writes it`]
  })
}

function keyOf({ kind, name }: { kind: string; name: string }): string {
  return `${kind} ${name}`
}
