import type { Place } from '../../core/place.ts'
import type { DispatchRuleFact, TrunkFact } from '../facts.ts'
import { fieldOf } from './protojson.ts'
import { compareVersions } from './subject.ts'

/** A path of field names, and the livekit-server that first knew it. */
type Since = readonly (readonly [path: readonly string[], version: string])[]

export const ruleFields: Since = [
  [['numbers'], '1.9.11'],
  [['media'], '1.12.0'],
  [['rule', 'dispatch_rule_individual', 'no_randomness'], '1.10.0'],
  [['rule', 'dispatch_rule_callee'], '1.8.0'],
  [['room_config'], '1.8.2'],
  [['krisp_enabled'], '1.8.2'],
]

export const trunkFields: Since = [
  [['auth_realm'], '1.12.0'],
  [['media'], '1.12.0'],
  [['from_host'], '1.10.0'],
  [['destination_country'], '1.9.0'],
  [['attributes_to_headers'], '1.8.2'],
  [['include_headers'], '1.8.2'],
  [['media_encryption'], '1.8.2'],
  [['krisp_enabled'], '1.8.2'],
]

/** The fields that a server is too old for. */
export function newerFields(
  { node, wrapper, what }: Pick<TrunkFact | DispatchRuleFact, 'node' | 'wrapper' | 'what'>,
  fields: Since,
  version: string,
): { name: string; at: Place; since: string }[] {
  const wrapped: Since = what === 'dispatch-rule' && wrapper ? [[['dispatch_rule'], '1.9.0']] : []
  const found = [
    ...wrapped.map(([path, since]) => ({ field: fieldOf(wrapper ?? undefined, ...path), path, since })),
    ...fields.map(([path, since]) => ({ field: fieldOf(node, ...path), path, since })),
  ]
  return found.flatMap(({ field, path, since }) => {
    if (!field || compareVersions(version, since) >= 0) return []
    return [{ name: path.at(-1) ?? '', at: field.keyAt ?? field.at, since }]
  })
}
