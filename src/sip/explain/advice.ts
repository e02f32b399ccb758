import type { Fix } from '../../core/failure.ts'
import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import type { Call } from './call.ts'
import type { CallFault } from './match-call.ts'
import type { RuleMiss, RuleVerdict } from './match-rule.ts'
import type { TrunkMiss, TrunkVerdict } from './match-trunk.ts'
import { label, listed, quoted } from './naming.ts'
import type { RuleScene } from './rule-words.ts'

/** What to change in voicectl.yaml, or on the server, or with the call itself. */
interface Advice {
  /** In voicectl.yaml or on the server. */
  changes: string[]
  /** With the call. */
  other: string[]
}

/** What to do so that a dropped call is taken, or so that the server can decide; nothing for a call that is taken. `isDeclared`: a change is brought to the server by a command. */
export function advice(scene: RuleScene, isDeclared: boolean): Fix[] {
  const { changes, other } = adviceOf(scene)
  return [
    ...other.map((text) => ({ text })),
    ...changes.map((text, index) => ({ text, ...(isDeclared && index === changes.length - 1 ? { command: 'voicectl sip apply' } : {}) })),
  ]
}

function adviceOf({ call, match, ...scene }: RuleScene): Advice {
  if (match.fault?.kind === 'source-address')
    return { changes: [], other: [`Give an address alone, without port and brackets, such as 203.0.113.7 in place of ${quoted(call.ip)}`] }
  if (match.fault) return { changes: faultAdvice(match.fault), other: [] }
  if (match.outcome !== 'drop') return { changes: [], other: [] }
  const alone = match.rules.filter(({ misses }) => misses.length === 1)
  const dialled = alone
    .toSorted((a, b) => Number(a.misses[0] === 'open') - Number(b.misses[0] === 'open'))
    .flatMap((verdict) => pinAdvice(verdict))
  return dialled.length > 0 ? { changes: [], other: dialled.slice(0, 1) } : { changes: dropAdvice({ call, match, ...scene }), other: [] }
}

/** For a rule that only the pin stands in the way of. */
function pinAdvice({ rule, misses: [miss] }: RuleVerdict): string[] {
  if (miss === 'open') return [`Give no pin: the rule ${label(rule)} has none`]
  return miss === 'asks-pin' || miss === 'wrong-pin' ? [`Dial the pin of the rule ${label(rule)}`] : []
}

function dropAdvice({ call, match }: RuleScene): string[] {
  const rule = nearest(match.rules, (verdict) => distance(verdict, call, match.trunk))
  if (rule === undefined) return ['Add a dispatch rule: it says which room and agent a call gets']
  const needsTrunk = match.trunk === null && rule.misses.includes('other-trunk')
  const trunk = nearest(
    match.trunks.filter((verdict) => (rule.rule.trunkIds ?? []).includes(verdict.trunk.sipTrunkId ?? '')),
    ({ misses }) => misses.length,
  )
  return [
    ...(needsTrunk ? trunkAdvice(trunk, rule.rule, call) : []),
    ...rule.misses.flatMap((miss) =>
      miss === 'other-trunk' && match.trunk === null ? [] : ruleAdvice(miss, rule, { call, trunk: match.trunk }),
    ),
  ]
}

function trunkAdvice(verdict: TrunkVerdict | undefined, { trunkIds = [] }: SipDispatchRule, call: Call): string[] {
  if (!verdict)
    return [`Make the inbound trunk ${listed(trunkIds.map((id) => quoted(id)))}, or name another one in the rule: none here has this id`]
  const { trunk, misses } = verdict
  const advised: Record<TrunkMiss, string> = {
    'called-number': `Add ${quoted(call.to)} to numbers of the trunk ${label(trunk)}`,
    caller: `Add ${quoted(call.from)} to allowedNumbers of the trunk ${label(trunk)}, or take the list out`,
    address: `Add ${quoted(call.ip)} to allowedAddresses of the trunk ${label(trunk)}`,
  }
  return misses.map((miss) => advised[miss])
}

function ruleAdvice(miss: RuleMiss, { rule }: RuleVerdict, { call, trunk }: { call: Call; trunk: SipInboundTrunk | null }): string[] {
  const name = label(rule)
  const advised: Record<RuleMiss, string[]> = {
    'other-trunk': trunk ? [`Add ${label(trunk)} to the trunks of the rule ${name}`] : [],
    caller: [listAdvice({ list: rule.inboundNumbers ?? [], field: 'inboundNumbers', number: call.from, other: call.to }, name)],
    'called-number': [listAdvice({ list: rule.numbers ?? [], field: 'numbers', number: call.to, other: call.from }, name)],
    'asks-pin': [],
    'wrong-pin': [],
    open: [],
  }
  return advised[miss]
}

interface NumberList {
  list: readonly string[]
  field: 'numbers' | 'inboundNumbers'
  number: string
  /** The number of the other side. */
  other: string
}

function listAdvice({ list, field, number, other }: NumberList, name: string): string {
  const near = list.find((one) => normaliseNumber(one) === normaliseNumber(number))
  if (near !== undefined)
    return `Write ${quoted(number)} instead of ${quoted(near)} in ${field} of the rule ${name}: that is what the carrier sends`
  const misplaced = list.find((one) => normaliseNumber(one) === normaliseNumber(other))
  const right = field === 'numbers' ? 'inboundNumbers' : 'numbers'
  if (misplaced !== undefined) return `Move ${quoted(misplaced)} from ${field} to ${right} of the rule ${name}`
  return `Add ${quoted(number)} to ${field} of the rule ${name}, or take the list out`
}

function faultAdvice(fault: Exclude<CallFault, { kind: 'source-address' }>): string[] {
  switch (fault.kind) {
    case 'trunks':
      return fault.trunks.some(({ numbers = [] }) => numbers.length > 0)
        ? [`Keep the number on one of them: ${listed(fault.trunks.map((trunk) => label(trunk)))}`]
        : ['Give the trunks their numbers, or make one of them']
    case 'rules':
      if (fault.fault.kind === 'no-choice') return [`Say in the rule ${label(fault.fault.rule)} how the room is chosen, or delete it`]
      if (fault.fault.rule === fault.fault.other) return [`List it once in the rule ${label(fault.fault.rule)}`]
      return ['Tell the two rules apart by trunk, numbers or pin, or delete one of them']
    case 'no-caller':
    case 'cut-letter':
      return [
        `Take hidePhoneNumber out of the rule ${label(fault.rule)}, or give the trunk allowedNumbers, so that such callers don't come in`,
      ]
  }
}

const FAR = 2
const CLOSE = 0.5

/** How far a rule is from taking a call: a number in another writing or in the wrong list is near, a rule of another trunk is not. */
function distance({ rule, misses }: RuleVerdict, { from, to }: Call, trunk: SipInboundTrunk | null): number {
  const holds = (list: readonly string[] = [], ...numbers: string[]) =>
    list.some((one) => numbers.some((number) => normaliseNumber(one) === normaliseNumber(number)))
  const costs: Record<RuleMiss, number> = {
    'other-trunk': trunk === null ? 0 : FAR,
    caller: holds(rule.inboundNumbers, from, to) ? CLOSE : 1,
    'called-number': holds(rule.numbers, from, to) ? CLOSE : 1,
    'asks-pin': 1,
    'wrong-pin': 1,
    open: 1,
  }
  return misses.reduce((sum, miss) => sum + costs[miss], 0)
}

function nearest<T>(items: readonly T[], far: (item: T) => number): T | undefined {
  return items.toSorted((a, b) => far(a) - far(b))[0]
}
