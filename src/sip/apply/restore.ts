import type { SipDispatchRule, SipState } from '../../core/sip-resources.ts'
import { splitOwner } from '../owner.ts'
import { liveResources, type LiveResource } from './live.ts'
import { planTargets, type Comparison, type SipPlan, type Target } from './plan-sip.ts'
import type { Snapshot, SnapshotChange } from './snapshot.ts'

export interface RestoreInput extends Comparison {
  snapshot: Snapshot
  /** What the server has now. */
  stored: SipState
  /** Who made what the apply made: of others nothing is deleted. */
  owner: string
}

/** What has to be written so that all that one apply changed is as it was before. What it deleted is made again, with new ids. Writes nothing. */
export function planRestore({ snapshot, stored, owner, ...comparison }: RestoreInput): SipPlan {
  const live = liveResources(stored)
  const byId = new Map(live.map((each) => [`${each.kind} ${each.id}`, each]))
  const current = ({ kind, id, name }: SnapshotChange): LiveResource | null => {
    if (id !== null) return byId.get(`${kind} ${id}`) ?? null
    // It was killed before it could note the id.
    return live.find((each) => each.kind === kind && each.owner === owner && each.resource.name === name) ?? null
  }
  const gone = snapshot.changes.flatMap((change) => (change.action === 'create' ? (current(change) ?? []) : []))
  const targets = snapshot.changes.flatMap((change) => (change.action === 'create' ? [] : target(change, current(change))))
  const renewed = new Map(
    targets.flatMap(({ kind, live: found, desired, oldId }) => (kind === 'inbound' && !found ? [[oldId, desired.name ?? '']] : [])),
  )
  const resolved = targets.map((each): Target => withNewTrunks(each, renewed))
  return planTargets({ ...comparison, targets: resolved, live, gone, surplus: [] })
}

function target({ kind, id, before }: SnapshotChange, live: LiveResource | null): (Target & { oldId: string })[] {
  if (before === null) return []
  const { resource, owner } = splitOwner(kind, before)
  return [{ kind, desired: resource, live, pending: [], owner, oldId: id ?? '' }]
}

/** Rules name trunks that are made again by their names, until these have their new ids. */
function withNewTrunks({ oldId: _, ...each }: Target & { oldId: string }, renewed: ReadonlyMap<string, string>): Target {
  const { trunkIds }: SipDispatchRule = each.kind === 'rules' ? each.desired : {}
  if (!trunkIds?.some((id) => renewed.has(id))) return each
  const pending = trunkIds.flatMap((id) => renewed.get(id) ?? [])
  return { ...each, desired: { ...each.desired, trunkIds: trunkIds.map((id) => renewed.get(id) ?? id) }, pending }
}
