import type { SipDispatchRule } from '../../core/sip-resources.ts'
import { choiceOf } from '../../core/rule-choice.ts'

/** How a rule chooses the room, whichever of the three ways it takes. */
export interface RoomChoice {
  kind: 'direct' | 'individual' | 'callee'
  /** The room's name, or what it begins with. */
  room: string
  pin: string
  /** True where the name ends in a part that nobody can tell. */
  isRandom: boolean
}

/** Null for a rule without a choice, which a server refuses to create and fails at where it has one. */
export function roomChoice(rule: SipDispatchRule): RoomChoice | null {
  const choice = choiceOf(rule)
  const { dispatchRuleIndividual: individual, dispatchRuleCallee: callee } = rule.rule ?? {}
  const isRandom = choice?.kind === 'individual' ? !individual?.noRandomness : choice?.kind === 'callee' && (callee?.randomize ?? false)
  return choice && { ...choice, isRandom }
}
