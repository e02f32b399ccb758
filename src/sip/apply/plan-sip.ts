import { idOfResource, type SipDispatchRule, type SipKind, type SipResource, type SipState } from '../../core/sip-resources.ts'
import { planChanges, type Change, type Item, type PlanInput, type Value } from '../../plan/plan.ts'
import { isSecretField, itemOf, labelOf } from '../kinds.ts'
import { conflicts, type Final } from './conflicts.ts'
import { liveResources, withId, type LiveResource } from './live.ts'
import { matchResources, type Match, type SipProblem } from './match.ts'
import { TrunkNames } from './references.ts'

/** How what is there is compared. */
export interface Comparison {
  /** What was agreed on when this was applied last. */
  agreed: PlanInput['agreed']
  same: PlanInput['same']
  /** True where the server may keep passwords to itself. */
  hidesSecrets: boolean
}

export interface PlanSipInput extends Comparison {
  /** What is wanted; the `trunkIds` of rules hold names or ids. */
  desired: SipState
  /** What the server has, all kinds of it. */
  stored: SipState
  /** Whose resources these are. */
  owner: string
  /** The kinds that are to become as wanted; the others are left as they are. */
  scope: readonly SipKind[]
  /** True where `desired` is a part of what there is to be, as JSON files are. */
  partial: boolean
  /** Also deletes what this owner has made and does not want any more. */
  prune: boolean
}

/** One write that the plan asks for. */
export interface Write {
  change: Change
  kind: SipKind
  live: LiveResource | null
  /** Null for a delete. Trunks that are still to be made stand in `trunkIds` by the names that `pending` lists. */
  desired: SipResource | null
  pending: readonly string[]
  /** Whose it is then; null for nobody's. */
  owner: string | null
}

export interface SipPlan {
  writes: Write[]
  /** How many are as wanted. */
  unchanged: number
  /** Made by this owner and wanted no more; deleted only where `prune` was asked for. */
  surplus: LiveResource[]
  /** How many resources of others there are; nothing of them is changed. */
  foreign: number
  /** Nothing may be written while there are any. */
  problems: SipProblem[]
  warnings: SipProblem[]
  /** Every resource that is as wanted once all is written; what is agreed on then. */
  kept: { kind: SipKind; id: string; item: Item }[]
  /** Names of inbound trunks by their ids. */
  trunkNames: Record<string, string>
}

/** The field that says whose a resource is, beside those of the protocol. */
export const OWNER_FIELD = 'owner'

/** What has to be written so that the server has what is wanted. Writes nothing. */
export function planSip(input: PlanSipInput): SipPlan {
  const { desired, owner, scope, partial, prune } = input
  const live = liveResources(input.stored)
  const { matches, surplus, foreign, problems } = matchResources(desired, live, { owner, scope, partial })
  const names = new TrunkNames(desired.inbound, matches, live)
  const targets = matches.map((match): Target => {
    if (match.kind !== 'rules') return { ...match, pending: [], owner }
    const { rule, pending, problems: found } = names.resolve(match.desired)
    problems.push(...found)
    return { ...match, desired: rule, pending, owner }
  })
  const plan = planTargets({ ...input, targets, live, gone: prune ? surplus : [], surplus })
  return { ...plan, foreign: foreign.length, problems: [...problems, ...plan.problems] }
}

/** A resource as it is to be, beside what the server has of it. */
export interface Target extends Pick<Match, 'kind' | 'desired' | 'live'> {
  pending: readonly string[]
  owner: string | null
}

export interface TargetInput extends Comparison {
  targets: readonly Target[]
  live: readonly LiveResource[]
  /** What is deleted. */
  gone: readonly LiveResource[]
  /** Ours, and wanted no more. */
  surplus: readonly LiveResource[]
}

/** The plan for resources that are already found on the server. */
export function planTargets({ targets, live, gone, surplus, agreed, same, hidesSecrets }: TargetInput): SipPlan {
  const pairs = targets.map(({ kind, desired, live: found, owner }) => ({
    desired: owned(itemOf(kind, desired), owner),
    actual: found && owned(itemOf(kind, withId(found)), found.owner),
  }))
  const { changes, unchanged } = planChanges({
    pairs,
    surplus: gone.map((each) => owned(itemOf(each.kind, withId(each)), each.owner)),
    agreed,
    same,
    hidden: (item, path) => hidesSecrets && isSecretField(path) && isMasked(item.fields.get(path)),
  })
  const finals = finalState({ matches: targets, live, gone, surplus })
  const clash = conflicts(finals)
  return {
    writes: writesOf(changes, { targets, gone }),
    unchanged,
    surplus: [...surplus],
    foreign: 0,
    problems: [...clash.problems, ...dangling(gone, finals)],
    warnings: clash.warnings,
    kept: pairs.flatMap(({ desired: item, actual }) => (actual?.id ? [{ kind: item.kind as SipKind, id: actual.id, item }] : [])),
    trunkNames: Object.fromEntries(live.flatMap(({ kind, id, resource }) => (kind === 'inbound' ? [[id, resource.name ?? '']] : []))),
  }
}

function owned(item: Item, owner: string | null): Item {
  return owner === null ? item : { ...item, fields: new Map([...item.fields, [OWNER_FIELD, owner]]) }
}

/** What stands in the place of a secret that the server keeps to itself. */
function isMasked(value: Value | undefined): boolean {
  return value === undefined || (typeof value === 'string' && /^(?:[*•]+|<?redacted>?)$/i.test(value))
}

interface FinalInput {
  matches: readonly Pick<Match, 'kind' | 'desired' | 'live'>[]
  live: readonly LiveResource[]
  surplus: readonly LiveResource[]
  gone: readonly LiveResource[]
}

function finalState({ matches, live, surplus, gone }: FinalInput): Final[] {
  const replaced = new Set<LiveResource | null>([...matches.map((match) => match.live), ...gone])
  const ownSurplus = new Set(surplus)
  const left = live.filter((each) => !replaced.has(each))
  return [
    ...left.map((each): Final => ({ ...each, resource: withId(each), of: ownSurplus.has(each) ? 'surplus' : 'foreign' })),
    ...matches.map(({ kind, desired }): Final => ({ kind, resource: desired, of: 'ours', owner: null })),
  ]
}

/** Rules that stay and need a trunk that goes. */
function dangling(gone: readonly LiveResource[], finals: readonly Final[]): SipProblem[] {
  const trunks = new Map(gone.flatMap((each) => (each.kind === 'inbound' ? [[each.id, each]] : [])))
  return finals.flatMap(({ kind, resource }) => {
    if (kind !== 'rules') return []
    const missed = ((resource as SipDispatchRule).trunkIds ?? []).map((id) => trunks.get(id)).find(Boolean)
    if (!missed) return []
    const message = `The ${labelOf(kind, resource)} needs the ${labelOf(missed.kind, withId(missed))}, which is to be deleted`
    return [{ message, fix: 'Keep the trunk in voicectl.yaml, or take it out of the rule' }]
  })
}

function writesOf(changes: readonly Change[], { targets, gone }: Pick<TargetInput, 'targets' | 'gone'>): Write[] {
  const byName = new Map(targets.map((target) => [`${target.kind} ${target.desired.name ?? ''}`, target]))
  const byId = new Map(gone.map((each) => [`${each.kind} ${each.id}`, each]))
  return changes.flatMap((change): Write[] => {
    const kind = change.kind as SipKind
    if (change.action === 'delete') {
      return [{ change, kind, live: byId.get(`${kind} ${change.id ?? ''}`) ?? null, desired: null, pending: [], owner: null }]
    }
    const target = byName.get(`${kind} ${change.name}`)
    return target ? [{ ...target, change, desired: withoutId(target.desired) }] : []
  })
}

function withoutId(resource: SipResource): SipResource {
  if (idOfResource(resource) === null) return resource
  const { sipTrunkId: _trunk, sipDispatchRuleId: _rule, ...rest } = resource as { sipTrunkId?: string; sipDispatchRuleId?: string }
  return rest
}
