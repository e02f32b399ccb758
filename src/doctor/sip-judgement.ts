import type { Fix } from '../core/failure.ts'
import { suggest } from '../core/suggest.ts'
import type { DispatchRule, InboundTrunk, SipResources } from './stored-sip.ts'
import { addressEntry, normaliseNumber, ruleKeys, trunkKeys } from '../stack/sip-numbers.ts'

/** Something wrong with what a server has stored of trunks and rules. No text holds a password or PIN. */
export interface SipProblem {
  status: 'fail' | 'warn'
  message: string
  cause: string
  fix: Fix
}

/** The names of workers: all that are registered, or only those that the files speak of. '' is a worker without a name. */
export interface KnownWorkers {
  names: readonly string[]
  complete: boolean
}

const RING = 'Calls ring and then end, with nothing in the log above debug level.'

/** Everything wrong with the stored trunks and rules, the worst first. */
export function judgeSip(sip: SipResources, workers: KnownWorkers): SipProblem[] {
  const problems = [
    ...trunkConflicts(sip),
    ...ruleConflicts(sip),
    ...sip.inbound.flatMap((trunk) => trunkProblems(trunk, sip)),
    ...sip.rules.flatMap((rule) => [
      ...danglingTrunks(rule, sip),
      ...openRule(rule),
      ...callerFilter(rule, sip),
      ...calledFilter(rule, sip),
      ...agentsOf(rule, workers),
    ]),
  ]
  return problems.toSorted((a, b) => Number(a.status === 'warn') - Number(b.status === 'warn'))
}

function trunkConflicts({ inbound }: SipResources): SipProblem[] {
  return shared(inbound, trunkKeys).map(([first, second]) => ({
    status: 'fail',
    message: `Inbound trunks ${nameOf(first)} and ${nameOf(second)} take the same calls`,
    cause: 'LiveKit refuses to choose: every call that fits both is answered with an error (503).',
    fix: {
      text: `Delete one of the two, or give them different numbers: ${first.id}, ${second.id}`,
      command: 'voicectl sip trunk list',
    },
  }))
}

function ruleConflicts({ rules }: SipResources): SipProblem[] {
  return shared(rules, ruleKeys).map(([first, second]) => ({
    status: 'fail',
    message: `Dispatch rules ${nameOf(first)} and ${nameOf(second)} are for the same calls`,
    cause: 'LiveKit refuses to choose: every call that fits both is answered with an error (503).',
    fix: { text: `Delete one of the two: ${first.id}, ${second.id}`, command: 'voicectl sip dispatch list' },
  }))
}

/** Pairs that share a key, each pair once. */
function shared<Item extends { id: string }>(items: readonly Item[], keysOf: (item: Item) => string[]): [Item, Item][] {
  const byKey = new Map<string, Item>()
  const pairs = new Map<string, [Item, Item]>()
  for (const item of items) {
    for (const key of keysOf(item)) {
      const other = byKey.get(key)
      if (other && other !== item) pairs.set(`${other.id} ${item.id}`, [other, item])
      else byKey.set(key, item)
    }
  }
  return [...pairs.values()]
}

function trunkProblems(trunk: InboundTrunk, { rules }: SipResources): SipProblem[] {
  const name = nameOf(trunk)
  const found: SipProblem[] = []
  if ((trunk.username !== '') !== trunk.hasPassword) {
    found.push({
      status: 'fail',
      message: `Inbound trunk ${name} has ${trunk.hasPassword ? 'a password without a user name' : 'a user name without a password'}`,
      cause: 'LiveKit asks callers for neither then: the trunk looks protected and is open.',
      fix: { text: `Set both auth_username and auth_password of ${trunk.id}, or neither` },
    })
  }
  const dropped = trunk.allowedAddresses.filter((entry) => addressEntry(entry) === 'discarded')
  if (dropped.length > 0) {
    const all = dropped.length === trunk.allowedAddresses.length
    found.push({
      status: all ? 'fail' : 'warn',
      message: `${all ? 'All' : 'Some'} entries in allowed_addresses of inbound trunk ${name} are not addresses: ${dropped.join(' | ')}`,
      cause: all
        ? 'LiveKit drops entries with spaces, commas and the like; with none left it lets everybody call.'
        : 'LiveKit drops entries with spaces, commas and the like: calls from there are refused.',
      fix: { text: 'Write one address or network an entry, such as 203.0.113.0/24' },
    })
  }
  if (!rules.some(({ trunkIds }) => trunkIds.length === 0 || trunkIds.includes(trunk.id))) {
    found.push({
      status: 'fail',
      message: `No dispatch rule is for calls of inbound trunk ${name}`,
      cause: RING,
      fix: { text: `Make a dispatch rule with ${trunk.id} in its trunk_ids` },
    })
  }
  return found
}

function danglingTrunks(rule: DispatchRule, { inbound, outbound }: SipResources): SipProblem[] {
  const unknown = rule.trunkIds.filter((id) => !inbound.some((trunk) => trunk.id === id))
  if (unknown.length === 0) return []
  const alone = unknown.length === rule.trunkIds.length
  const isOutbound = unknown.some((id) => outbound.some((trunk) => trunk.id === id))
  return [
    {
      status: alone ? 'fail' : 'warn',
      message: `Dispatch rule ${nameOf(rule)} is for ${unknown.join(', ')}, which ${isOutbound ? 'is an outbound trunk' : 'does not exist'}`,
      cause: alone ? `The rule fits no call. ${RING}` : 'Deleting a trunk leaves its id in the rules.',
      fix: { text: `Put the id of an inbound trunk into trunk_ids of ${rule.id}`, command: 'voicectl sip trunk list' },
    },
  ]
}

function openRule(rule: DispatchRule): SipProblem[] {
  if (rule.trunkIds.length > 0 || rule.numbers.length > 0 || rule.pin !== '') return []
  return [
    {
      status: 'fail',
      message: `Dispatch rule ${nameOf(rule)} takes calls that belong to no trunk`,
      cause: 'Anybody who finds the SIP port gets an agent, at your cost: calls that fit no trunk are not asked for a password.',
      fix: { text: `Put the ids of its trunks into trunk_ids of ${rule.id}`, command: 'voicectl sip trunk list' },
    },
  ]
}

/** `inbound_numbers` are callers; long described as the called ones. */
function callerFilter(rule: DispatchRule, sip: SipResources): SipProblem[] {
  const own = trunksOf(rule, sip).flatMap(({ numbers }) => numbers.map(normaliseNumber))
  const mixed = rule.inboundNumbers.filter((number) => own.includes(normaliseNumber(number)))
  if (mixed.length === 0) return []
  return [
    {
      status: 'fail',
      message: `Dispatch rule ${nameOf(rule)} is only for calls that come from your own number ${mixed.join(', ')}`,
      cause: `inbound_numbers are the numbers of callers, not the called ones. ${RING}`,
      fix: { text: `Move ${mixed.join(', ')} from inbound_numbers to numbers of ${rule.id} (livekit-server 1.9.11 or later)` },
    },
  ]
}

/** Trunks compare numbers without their punctuation, rules compare them letter by letter. */
function calledFilter(rule: DispatchRule, sip: SipResources): SipProblem[] {
  const trunks = trunksOf(rule, sip)
  if (trunks.length === 0 || trunks.some(({ numbers }) => numbers.length === 0)) return []
  const taken = trunks.flatMap(({ numbers }) => numbers)
  const never = rule.numbers.filter((number) => !taken.some((other) => normaliseNumber(other) === normaliseNumber(number)))
  if (never.length === 0) return []
  return [
    {
      status: 'warn',
      message: `Dispatch rule ${nameOf(rule)} is for ${never.join(', ')}, which none of its trunks takes`,
      cause: 'Calls to it end at the trunk, and the rule never sees them.',
      fix: { text: `Add ${never.join(', ')} to numbers of the trunk, or take it out of ${rule.id}` },
    },
  ]
}

function trunksOf({ trunkIds }: DispatchRule, { inbound }: SipResources): readonly InboundTrunk[] {
  return trunkIds.length === 0 ? inbound : inbound.filter(({ id }) => trunkIds.includes(id))
}

function agentsOf(rule: DispatchRule, { names, complete }: KnownWorkers): SipProblem[] {
  const silent = 'Callers hear it ring until the carrier gives up: nobody comes into the room.'
  if (names.length === 0 && !complete) return []
  if (rule.agents.length === 0) {
    if (names.includes('')) return []
    return [
      {
        status: complete ? 'fail' : 'warn',
        message: `Dispatch rule ${nameOf(rule)} sends no agent, and every worker has a name`,
        cause: `A worker with a name comes only when it is asked for. ${silent}`,
        fix: { text: `Put ${names[0] ?? "the agent's name"} into room_config.agents of ${rule.id}` },
      },
    ]
  }
  return rule.agents
    .filter((agent) => !names.includes(agent))
    .map((agent) => {
      const near = names.find((name) => name.toLowerCase() === agent.toLowerCase()) ?? suggest(agent, names)
      return {
        status: complete ? 'fail' : 'warn',
        message: `Dispatch rule ${nameOf(rule)} sends ${agent || 'an agent without a name'}, and no worker is registered as that${near ? `; one is as ${near}` : ''}`,
        cause: silent,
        fix: near
          ? { text: `Set agent_name in room_config.agents of ${rule.id} to ${near}` }
          : { text: `Start the worker ${agent}, or set agent_name in room_config.agents of ${rule.id} to one that runs` },
      }
    })
}

function nameOf({ id, name }: { id: string; name: string }): string {
  return name === '' ? id : `${name} (${id})`
}
