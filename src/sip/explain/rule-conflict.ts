import type { SipDispatchRule } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import { roomChoice } from './room-choice.ts'

/** Two rules for the same calls; one and the same where it lists something twice. */
export interface RuleConflict {
  kind: 'conflict'
  rule: SipDispatchRule
  other: SipDispatchRule
  /** A list that is left out is a value of its own: ''. */
  shared: { trunkId: string; caller: string; called: string }
}

/** What makes the server answer every call that these rules are looked at for with an error. */
export type RuleFault = { kind: 'no-choice'; rule: SipDispatchRule } | RuleConflict

/** The first fault among rules, in the order in which the server looks at them; null where there is none. */
export function ruleFault(rules: readonly SipDispatchRule[]): RuleFault | null {
  const seen = new Map<string, SipDispatchRule>()
  for (const rule of rules) {
    const choice = roomChoice(rule)
    if (choice === null) return { kind: 'no-choice', rule }
    for (const shared of combinations(rule)) {
      const key = JSON.stringify([choice.pin, shared.trunkId, shared.caller, shared.called])
      const other = seen.get(key)
      if (other) return { kind: 'conflict', rule, other, shared }
      seen.set(key, rule)
    }
  }
  return null
}

function* combinations({ trunkIds = [], inboundNumbers = [], numbers = [] }: SipDispatchRule) {
  for (const trunkId of orAny(trunkIds)) {
    for (const caller of orAny(inboundNumbers)) {
      for (const called of orAny(numbers)) yield { trunkId, caller: normaliseNumber(caller), called: normaliseNumber(called) }
    }
  }
}

function orAny(list: readonly string[]): readonly string[] {
  return list.length === 0 ? [''] : list
}
