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

/** What has to be written so that all that was changed is as it was before. What it deleted is made again, with new ids. Writes nothing. */
export function planRestore({ snapshot, stored, owner, ...comparison }: RestoreInput): SipPlan {
  const live = liveResources(stored)
  const byId = new Map(live.map((each) => [`${each.kind} ${each.id}`, each]))
  const meant = new Set(snapshot.changes.map(({ kind, id, now }) => byId.get(`${kind} ${now ?? id}`)))
  const current = ({ kind, id, now, name, before }: SnapshotChange): LiveResource | null => {
    const known = byId.get(`${kind} ${now ?? id}`)
    const isGone = before === null && id !== null
    if (known || isGone) return known ?? null
    // It was killed before it could note the id, or what was deleted has been made again.
    const by = before === null ? owner : splitOwner(kind, before).owner
    return (
      live.find((each) => !meant.has(each) && each.kind === kind && each.owner === by && each.resource.name === (before?.name ?? name)) ??
      null
    )
  }
  const gone = snapshot.changes.flatMap((change) => (change.action === 'create' ? (current(change) ?? []) : []))
  const targets = snapshot.changes.flatMap((change) => (change.action === 'create' ? [] : target(change, current(change))))
  const renewed = new Map(targets.flatMap((each) => (each.kind === 'inbound' && each.live?.id !== each.oldId ? [[each.oldId, each]] : [])))
  const resolved = targets.map((each): Target => withNewTrunks(each, renewed))
  return planTargets({ ...comparison, targets: resolved, live, gone, surplus: [] })
}

interface Restored extends Target {
  /** Its id before it was deleted. */
  oldId: string
}

function target({ kind, id, before }: SnapshotChange, live: LiveResource | null): Restored[] {
  if (before === null) return []
  const { resource, owner } = splitOwner(kind, before)
  return [{ kind, desired: resource, live, pending: [], owner, oldId: id ?? '' }]
}

/** A rule with the new ids of trunks that are made again; with their names until these have one. */
function withNewTrunks({ oldId: _, ...each }: Restored, renewed: ReadonlyMap<string, Restored>): Target {
  const { trunkIds }: SipDispatchRule = each.kind === 'rules' ? each.desired : {}
  if (!trunkIds?.some((id) => renewed.has(id))) return each
  const now = trunkIds.map((id) => renewed.get(id)?.live?.id ?? renewed.get(id)?.desired.name ?? id)
  const pending = trunkIds.flatMap((id) => (renewed.get(id)?.live === null ? (renewed.get(id)?.desired.name ?? '') : []))
  return { ...each, desired: { ...each.desired, trunkIds: now }, pending }
}
