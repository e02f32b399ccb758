import type { SipDispatchRule } from '../../core/sip-resources.ts'

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
export function roomChoice({ rule }: SipDispatchRule): RoomChoice | null {
  const { dispatchRuleDirect: direct, dispatchRuleIndividual: individual, dispatchRuleCallee: callee } = rule ?? {}
  if (direct) return { kind: 'direct', room: direct.roomName ?? '', pin: direct.pin ?? '', isRandom: false }
  if (individual) {
    return { kind: 'individual', room: individual.roomPrefix ?? '', pin: individual.pin ?? '', isRandom: !individual.noRandomness }
  }
  return callee ? { kind: 'callee', room: callee.roomPrefix ?? '', pin: callee.pin ?? '', isRandom: callee.randomize ?? false } : null
}
