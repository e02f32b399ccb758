import type { SipDispatchRule, SipResource, SipRoomChoice } from './sip-resources.ts'

/** The way in which a rule chooses the room; null where it names none. */
export function choiceOf({ rule = {} }: SipDispatchRule): { kind: 'direct' | 'individual' | 'callee'; room: string; pin: string } | null {
  const { dispatchRuleDirect: direct, dispatchRuleIndividual: individual, dispatchRuleCallee: callee }: SipRoomChoice = rule
  if (direct) return { kind: 'direct', room: direct.roomName ?? '', pin: direct.pin ?? '' }
  if (individual) return { kind: 'individual', room: individual.roomPrefix ?? '', pin: individual.pin ?? '' }
  return callee ? { kind: 'callee', room: callee.roomPrefix ?? '', pin: callee.pin ?? '' } : null
}

/** The code that callers of a rule have to dial; empty without one, and for trunks. */
export function pinOf(resource: SipResource): string {
  return choiceOf(resource)?.pin ?? ''
}
