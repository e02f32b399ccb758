import type { SipDispatchRule, SipInboundTrunk, SipKind, SipOutboundTrunk, SipState } from '../core/sip-resources.ts'
import { suggest } from '../core/suggest.ts'
import { Failure } from '../core/failure.ts'
import { liveResources, type LiveResource } from './apply/live.ts'
import { kindLabels } from './kinds.ts'
import { choiceOf } from '../core/rule-choice.ts'

/** A trunk or rule of a server in few words. */
export interface TrunkRow {
  name: string
  id: string
  direction: 'inbound' | 'outbound'
  numbers: string[]
  /** The carrier's address, or who may call in. */
  address: string[]
  /** True where a password is asked for, or sent. */
  auth: boolean
  /** The stack that made it; null for others. */
  owner: string | null
}

export interface RuleRow {
  name: string
  id: string
  /** Names of trunks, ids of those that are not there; empty for all. */
  trunks: string[]
  room: string
  numbers: string[]
  callers: string[]
  pin: boolean
  agents: string[]
  owner: string | null
}

export function trunkRows(state: SipState): TrunkRow[] {
  return liveResources(state).flatMap(({ kind, id, resource, owner }): TrunkRow[] => {
    if (kind === 'rules') return []
    const { name = '', numbers = [], authUsername, authPassword }: SipInboundTrunk = resource
    const address = kind === 'outbound' ? addressOf(resource) : ((resource as SipInboundTrunk).allowedAddresses ?? [])
    return [{ name, id, direction: kind, numbers, address, auth: Boolean(authUsername && authPassword), owner }]
  })
}

function addressOf({ address = '', transport }: SipOutboundTrunk): string[] {
  const over = transport?.replace('SIP_TRANSPORT_', '').toLowerCase()
  return [over === undefined ? address : `${address} (${over})`]
}

export function ruleRows(state: SipState): RuleRow[] {
  const names = new Map(state.inbound.map(({ sipTrunkId = '', name = '' }) => [sipTrunkId, name]))
  return liveResources(state).flatMap(({ kind, id, resource, owner }): RuleRow[] => {
    if (kind !== 'rules') return []
    const { name = '', trunkIds = [], numbers = [], inboundNumbers = [], roomConfig }: SipDispatchRule = resource
    return [
      {
        name,
        id,
        trunks: trunkIds.map((trunk) => names.get(trunk) || trunk),
        room: roomOf(resource),
        numbers,
        callers: inboundNumbers,
        pin: Boolean(choiceOf(resource)?.pin),
        agents: (roomConfig?.agents ?? []).map(({ agentName = '' }) => agentName),
        owner,
      },
    ]
  })
}

/** The rooms' names, with what differs from call to call in brackets. */
function roomOf(rule: SipDispatchRule): string {
  const { dispatchRuleIndividual: individual, dispatchRuleCallee: callee } = rule.rule ?? {}
  const choice = choiceOf(rule)
  if (choice === null) return ''
  if (choice.kind === 'direct') return choice.room
  const prefix = choice.room === '' ? '' : `${choice.room}_`
  if (choice.kind === 'individual') return `${prefix}<caller>${individual?.noRandomness ? '' : '_<random>'}`
  return `${prefix}<called>${callee?.randomize ? '_<random>' : ''}`
}

/** The one resource of some kinds that has this name or id. Raises SIP_RESOURCE_UNKNOWN or SIP_NAME_AMBIGUOUS. */
export function resourceNamed(state: SipState, named: string, scope: readonly SipKind[]): LiveResource {
  const all = liveResources(state).filter(({ kind }) => scope.includes(kind))
  const byId = all.find(({ id }) => id === named)
  if (byId) return byId
  const [first, ...more] = all.filter(({ resource }) => resource.name === named)
  if (first === undefined) throw unknown(named, { all, scope })
  if (more.length > 0) throw ambiguous(named, [first, ...more])
  return first
}

function unknown(named: string, { all, scope }: { all: readonly LiveResource[]; scope: readonly SipKind[] }): Failure {
  const what = scope.includes('rules') ? 'dispatch rule' : 'trunk'
  const names = all.flatMap(({ id, resource }) => [id, resource.name ?? '']).filter(Boolean)
  const near = suggest(named, names)
  return new Failure({
    code: 'SIP_RESOURCE_UNKNOWN',
    message: `The server has no ${what} ${named}`,
    why:
      all.length === 0
        ? 'It has none at all.'
        : `It has ${all
            .map(({ id, resource }) => resource.name || id)
            .join(', ')
            .slice(0, 300)}.`,
    fix: [
      near === null
        ? { text: 'List them', command: `voicectl sip ${what === 'trunk' ? 'trunk' : 'dispatch'} list` }
        : { text: `Did you mean ${near}?` },
    ],
    exit: 2,
  })
}

function ambiguous(named: string, found: readonly LiveResource[]): Failure {
  return new Failure({
    code: 'SIP_NAME_AMBIGUOUS',
    message: `The server has ${found.length} of the name ${named}`,
    details: found.map(({ kind, id }) => `${kindLabels[kind]} ${id}`),
    fix: [{ text: 'Name the one that is meant by its id' }],
    exit: 2,
  })
}

/** The rules that name a trunk. */
export function rulesOfTrunk(state: SipState, id: string): SipDispatchRule[] {
  return state.rules.filter(({ trunkIds = [] }) => trunkIds.includes(id))
}
