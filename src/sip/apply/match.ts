import {
  idOfResource,
  type SipDispatchRule,
  type SipKind,
  type SipOutboundTrunk,
  type SipResource,
  type SipState,
} from '../../core/sip-resources.ts'
import { gather } from '../../core/gather.ts'
import { suggest } from '../../core/suggest.ts'
import { ruleKeys, trunkKeys } from '../../stack/sip-numbers.ts'
import { pinOf } from '../../core/rule-choice.ts'
import { kindLabels, kinds } from '../kinds.ts'
import type { LiveResource } from './live.ts'

/** A wanted resource and what the server has of it. */
export interface Match {
  kind: SipKind
  /** A rule's `trunkIds` as they were written. */
  desired: SipResource
  live: LiveResource | null
  /** True where it was found although it has another name on the server. */
  renamed: boolean
}

/** What keeps a plan from being made, and what to do. */
export interface SipProblem {
  message: string
  fix: string
}

export interface Matching {
  matches: Match[]
  /** Of this owner, and wanted no more. */
  surplus: LiveResource[]
  /** Of nobody or of others, and not asked for by name. */
  foreign: LiveResource[]
  problems: SipProblem[]
}

interface MatchOptions {
  owner: string
  /** The kinds that are looked at. */
  scope: readonly SipKind[]
  /** True where only some of what there is to be is wanted here: then nothing is wanted no more, and nothing has got another name. */
  partial: boolean
}

/**
 * Finds each wanted resource on the server: by its id where it names one, else by its name, else, where we own one that is wanted no more, by what
 * keeps two apart on the server: its numbers, its carrier. What can't be told for certain is a problem, never a guess.
 */
export function matchResources(desired: SipState, live: readonly LiveResource[], { owner, scope, partial }: MatchOptions): Matching {
  const inScope = live.filter(({ kind }) => scope.includes(kind))
  const free = new Map(inScope.map((resource) => [keyOf(resource), resource]))
  const problems: SipProblem[] = []
  const matches: Match[] = []
  for (const kind of kinds.filter((each) => scope.includes(each))) {
    // What is named by its id is not there for anybody's name.
    const claimed = new Set(desired[kind].flatMap((wanted: SipResource) => idOfResource(wanted) ?? []))
    const named = inScope.filter((each) => each.kind === kind && !claimed.has(each.id))
    const byName = gather(named.map((each) => [each.resource.name ?? '', each] as const))
    for (const wanted of desired[kind]) {
      const { found, problem } = find(wanted, { kind, inScope, named: byName.get(wanted.name ?? '') ?? [], owner })
      const isTaken = found !== null && !free.delete(keyOf(found))
      if (problem !== null) problems.push(problem)
      if (isTaken) problems.push(takenTwice(found, wanted))
      matches.push({ kind, desired: wanted, live: found, renamed: found !== null && found.resource.name !== wanted.name })
    }
  }
  const complete = partial || problems.length > 0 ? matches : withRenamed(matches, { free, owner, live })
  const left = [...free.values()]
  return {
    matches: complete,
    surplus: partial ? [] : left.filter((each) => each.owner === owner),
    foreign: left.filter((each) => each.owner !== owner),
    problems,
  }
}

function takenTwice({ kind, id }: LiveResource, { name }: SipResource): SipProblem {
  const message = `${capital(kindLabels[kind])} "${name}" is ${id} on the server, and so is another one that is declared`
  return { message, fix: 'Take the id out of one of them' }
}

interface Found {
  found: LiveResource | null
  problem: SipProblem | null
}

interface Search {
  kind: SipKind
  inScope: readonly LiveResource[]
  named: readonly LiveResource[]
  owner: string
}

function find(wanted: SipResource, { kind, inScope, named, owner }: Search): Found {
  const id = idOfResource(wanted)
  const label = `${kindLabels[kind]} "${wanted.name}"`
  if (id !== null) return findById(id, { label, candidates: inScope.filter((each) => each.kind === kind) })
  // One of ours is meant before one that somebody else gave the same name.
  const own = named.filter((each) => each.owner === owner)
  const candidates = own.length > 0 ? own : named
  const [first = null, ...more] = candidates
  if (more.length > 0) {
    const list = candidates.map((each) => each.id).join(', ')
    const fix = 'Write the id of the one that is meant beside its name (id: ST_…), or delete the others'
    return { found: null, problem: { message: `The server has ${label} more than once: ${list}`, fix } }
  }
  if (first !== null && first.owner !== null && first.owner !== owner) {
    const message = `${label} on the server belongs to the stack ${first.owner}`
    const fix = `Give this one another name, or take it over: write id: ${first.id} beside the name`
    return { found: null, problem: { message: capital(message), fix } }
  }
  return { found: first, problem: null }
}

function findById(id: string, { label, candidates }: { label: string; candidates: readonly LiveResource[] }): Found {
  const found = candidates.find((each) => each.id === id) ?? null
  if (found) return { found, problem: null }
  const near = suggest(
    id,
    candidates.map((each) => each.id),
  )
  const fix = near === null ? 'Take the id out, and it is found by its name or made' : `Did you mean ${near}?`
  return { found, problem: { message: `The server has no ${id}, the id of ${label}`, fix } }
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

interface Renaming {
  free: Map<string, LiveResource>
  owner: string
  live: readonly LiveResource[]
}

/** What was given another name here since it was made: one of ours that is wanted no more and stands for the same calls. Trunks first: rules are told apart by theirs. */
function withRenamed(matches: Match[], { free, owner, live }: Renaming): Match[] {
  const own = [...free.values()].filter((each) => each.owner === owner)
  const byIdentity = gather(own.map((each) => [identityOf(each.kind, each.resource), each] as const))
  const trunkIds = new Map(live.flatMap(({ kind, id, resource }) => (kind === 'inbound' ? [[resource.name ?? '', id]] : [])))
  return matches.map((match) => {
    const renamed = match.live
      ? match
      : { ...match, ...renamedFrom(byIdentity.get(identityOf(match.kind, match.desired, trunkIds)) ?? [], free) }
    if (match.kind === 'inbound' && renamed.live) trunkIds.set(match.desired.name ?? '', renamed.live.id)
    return renamed
  })
}

/** The only one that it can have been, if no other has taken it. */
function renamedFrom([only, ...more]: readonly LiveResource[], free: Map<string, LiveResource>): Partial<Match> {
  return only && more.length === 0 && free.delete(keyOf(only)) ? { live: only, renamed: true } : {}
}

/** What keeps two of a kind apart on the server. `trunkIds`: ids of trunks by the names that a rule may say instead. */
function identityOf(kind: SipKind, resource: SipResource, trunkIds: ReadonlyMap<string, string> = new Map()): string {
  const { numbers = [] } = resource
  const set = (list: readonly string[]) => list.toSorted().join(',')
  if (kind === 'inbound') return `inbound ${set(trunkKeys({ numbers, allowedNumbers: allowedNumbersOf(resource) }))}`
  if (kind === 'outbound') return `outbound ${(resource as SipOutboundTrunk).address} ${set(numbers)}`
  const { inboundNumbers = [], trunkIds: written = [] } = resource as SipDispatchRule
  return `rules ${set(ruleKeys({ pin: pinOf(resource), trunkIds: written.map((name) => trunkIds.get(name) ?? name), inboundNumbers, numbers }))}`
}

function allowedNumbersOf(resource: SipResource): readonly string[] {
  return (resource as { allowedNumbers?: string[] }).allowedNumbers ?? []
}

function keyOf({ kind, id }: LiveResource): string {
  return `${kind} ${id}`
}
