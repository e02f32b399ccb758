import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import type { Call } from './call.ts'
import { roomChoice } from './room-choice.ts'
import { ruleFault, type RuleFault } from './rule-conflict.ts'
import { goesBefore } from './rule-priority.ts'

/**
 * Why a rule is not for a call. `other-trunk`: it names trunks, and not the call's. `caller` and `called-number`: its lists lack the number,
 * letter by letter. `asks-pin`: the caller has none. `open`: a pin was dialled, and it has none. `wrong-pin`: it has another.
 */
export type RuleMiss = 'other-trunk' | 'caller' | 'called-number' | 'asks-pin' | 'open' | 'wrong-pin'

export interface RuleVerdict {
  rule: SipDispatchRule
  /** All there are; empty for a rule that fits. */
  misses: RuleMiss[]
}

export interface RuleMatch {
  /** Null where none fits, or the server fails. */
  rule: SipDispatchRule | null
  fault: RuleFault | null
  verdicts: RuleVerdict[]
}

/** The rule of a call, as the server finds it: one that names the call's trunk goes before one that names none, then the rank decides. */
export function matchRule(call: Call, trunk: SipInboundTrunk | null, rules: readonly SipDispatchRule[]): RuleMatch {
  const fault = ruleFault(rules.filter((rule) => isListed(rule, trunk)))
  const verdicts = rules.map((rule) => ({ rule, misses: missesOf(rule, call, trunk) }))
  const fitting = verdicts.filter(({ misses }) => misses.length === 0).map(({ rule }) => rule)
  const naming = fitting.filter(({ trunkIds = [] }) => trunkIds.length > 0)
  return { rule: fault ? null : bestOf(naming.length > 0 ? naming : fitting), fault, verdicts }
}

/** The server looks only at rules that name the call's trunk or none; without a trunk at all of them. */
function isListed({ trunkIds = [] }: SipDispatchRule, trunk: SipInboundTrunk | null): boolean {
  const id = trunk?.sipTrunkId ?? ''
  return id === '' || trunkIds.length === 0 || trunkIds.includes(id)
}

function bestOf(rules: readonly SipDispatchRule[]): SipDispatchRule | null {
  return rules.reduce<SipDispatchRule | null>((best, rule) => (best === null || goesBefore(rule, best) ? rule : best), null)
}

function missesOf(rule: SipDispatchRule, call: Call, trunk: SipInboundTrunk | null): RuleMiss[] {
  const { trunkIds = [], inboundNumbers = [], numbers = [] } = rule
  const misses: RuleMiss[] = []
  if (trunkIds.length > 0 && (trunk === null || !trunkIds.includes(trunk.sipTrunkId ?? ''))) misses.push('other-trunk')
  if (inboundNumbers.length > 0 && !inboundNumbers.includes(call.from)) misses.push('caller')
  if (numbers.length > 0 && !numbers.includes(call.to)) misses.push('called-number')
  const pin = pinMiss(roomChoice(rule)?.pin ?? '', call)
  return pin === null ? misses : [...misses, pin]
}

function pinMiss(pin: string, call: Call): RuleMiss | null {
  if (call.noPin) return pin === '' ? null : 'asks-pin'
  if (call.pin === '' || call.pin === pin) return null
  return pin === '' ? 'open' : 'wrong-pin'
}
