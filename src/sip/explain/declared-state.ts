import type { SipState } from '../../core/sip-resources.ts'
import type { CallState } from './call.ts'

/**
 * Declared trunks and rules as a server would have them: rules name trunks by their names, so a trunk that has no id yet has its name in its place.
 */
export function declaredState({ inbound, rules }: Pick<SipState, 'inbound' | 'rules'>): CallState {
  const ids = new Map(inbound.flatMap(({ name, sipTrunkId }) => (name === undefined ? [] : [[name, sipTrunkId ?? name] as const])))
  const named = rules.map(({ trunkIds, ...rule }) => ({
    ...rule,
    ...(trunkIds ? { trunkIds: trunkIds.map((name) => ids.get(name) ?? name) } : {}),
  }))
  return withNames({ inbound, rules: named })
}

/** Trunks and rules in files that have no ids yet, with their names in the place of them. */
export function withNames({ inbound, rules }: CallState): CallState {
  return {
    inbound: inbound.map((trunk) => withId(trunk, 'sipTrunkId')),
    rules: rules.map((rule) => withId(rule, 'sipDispatchRuleId')),
  }
}

function withId<T extends { name?: string }>(resource: T, field: 'sipTrunkId' | 'sipDispatchRuleId'): T {
  return resource.name === undefined ? resource : { [field]: resource.name, ...resource }
}
