import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import type { Call, CallState } from './call.ts'
import type { CallMatch } from './match-call.ts'
import type { RuleMiss, RuleVerdict } from './match-rule.ts'
import { label, listed, quoted } from './naming.ts'
import { roomChoice } from './room-choice.ts'
import { goesBefore, rulePriority } from './rule-priority.ts'

/** What is said of a call is said of these. */
export interface RuleScene {
  call: Call
  state: CallState
  match: CallMatch
  /** Whether LiveKit Cloud takes the call; null where that is not known. */
  cloud: boolean | null
}

/** Why a rule is the one of a call, or is not. */
export function ruleWords({ rule, misses }: RuleVerdict, scene: RuleScene): string {
  if (misses.length > 0) return misses.map((miss) => missWords(miss, rule, scene)).join('; ')
  const { fault, rule: winner, trunk } = scene.match
  if (fault?.kind === 'rules') {
    const inFault = fault.fault.rule === rule || (fault.fault.kind === 'conflict' && fault.fault.other === rule)
    return inFault ? 'the server fails at it' : 'fits, but the server fails before it can choose'
  }
  if (winner === rule || (fault && fault.kind !== 'source-address' && fault.kind !== 'trunks' && fault.rule === rule))
    return chosen(rule, trunk)
  return winner ? `fits, but ${label(winner)} goes before it: ${precedence(winner, rule)}` : 'fits'
}

function chosen(rule: SipDispatchRule, trunk: SipInboundTrunk | null): string {
  const { trunkIds = [], numbers = [], inboundNumbers = [] } = rule
  const parts = [
    trunkIds.length > 0 && trunk ? `names the trunk ${label(trunk)}` : 'names no trunk, so it is for calls of every trunk and of none',
    ...(numbers.length > 0 ? ['lists the called number'] : []),
    ...(inboundNumbers.length > 0 ? ['lists the caller'] : []),
    ...(roomChoice(rule)?.pin ? ['has a pin'] : []),
  ]
  return parts.join(', ')
}

/** Why the first of two rules that both fit goes before the second; the last reason is one that only the server's order of ids settles. */
function precedence(first: SipDispatchRule, second: SipDispatchRule): string {
  if ((first.trunkIds ?? []).length > 0 && (second.trunkIds ?? []).length === 0) return 'it names the trunk, and this one names none'
  const [filters, others] = [filterCount(first), filterCount(second)]
  if (filters !== others)
    return `it has ${filters === 1 ? 'a list of numbers' : 'both lists of numbers'}, and this one ${others === 0 ? 'none' : 'one'}`
  const [choice, other] = [roomChoice(first), roomChoice(second)]
  if (Boolean(choice?.pin) !== Boolean(other?.pin)) return 'it has a pin, and this one none'
  if (rulePriority(first) !== rulePriority(second)) return `${choice?.kind} goes before ${other?.kind}`
  if (goesBefore(first, second)) return `its room ${quoted(choice?.room ?? '')} comes before ${quoted(other?.room ?? '')} in the alphabet`
  return 'nothing parts them, and the server lists it first, by its id'
}

function filterCount({ numbers = [], inboundNumbers = [] }: SipDispatchRule): number {
  return Number(numbers.length > 0) + Number(inboundNumbers.length > 0)
}

function missWords(miss: RuleMiss, rule: SipDispatchRule, { call, state, match }: RuleScene): string {
  const { trunkIds = [], inboundNumbers = [], numbers = [] } = rule
  switch (miss) {
    case 'other-trunk':
      return `is for the trunk ${listed(trunkIds.map((id) => trunkName(id, state)))}, and the call comes in over ${match.trunk ? label(match.trunk) : 'none'}`
    case 'caller':
      return filterWords({ list: inboundNumbers, field: 'inboundNumbers', number: call.from, kind: 'caller' }, call.to)
    case 'called-number':
      return filterWords({ list: numbers, field: 'numbers', number: call.to, kind: 'called number' }, call.from)
    case 'asks-pin':
      return 'has a pin, and the caller has none'
    case 'open':
      return 'has no pin, and once one is dialled only rules with a pin are looked at'
    case 'wrong-pin':
      return 'has another pin'
  }
}

function trunkName(id: string, { inbound }: CallState): string {
  const trunk = inbound.find(({ sipTrunkId }) => sipTrunkId === id)
  return trunk ? label(trunk) : `${quoted(id)}, which is not here`
}

interface Filter {
  list: readonly string[]
  field: string
  number: string
  kind: string
}

/** `other` is the number of the other side, which people put into the wrong list. */
function filterWords({ list, field, number, kind }: Filter, other: string): string {
  const normal = normaliseNumber(number)
  const near = list.find((listedOne) => normaliseNumber(listedOne) === normal)
  if (near !== undefined) return `its ${field} hold ${quoted(near)}, and rules compare letter by letter: the ${kind} is ${quoted(number)}`
  const isMixedUp = list.some((listedOne) => normaliseNumber(listedOne) === normaliseNumber(other))
  if (isMixedUp && field === 'inboundNumbers') return 'its inboundNumbers hold the called number, but they are for callers'
  if (isMixedUp) return 'its numbers hold the caller, but they are for called numbers'
  return `its ${field} lack the ${kind} ${quoted(number)}`
}
