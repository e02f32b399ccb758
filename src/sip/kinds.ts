import { idOfResource, type SipKind, type SipResource } from '../core/sip-resources.ts'
import { fieldsOf, type FieldOptions } from '../plan/fields.ts'
import type { Item } from '../plan/plan.ts'

export const kinds: readonly SipKind[] = ['inbound', 'outbound', 'rules']

/** What a kind is called in a sentence. */
export const kindLabels: Record<SipKind, string> = { inbound: 'inbound trunk', outbound: 'outbound trunk', rules: 'dispatch rule' }

const OPTIONS: FieldOptions = {
  sets: new Set(['numbers', 'allowedAddresses', 'allowedNumbers', 'inboundNumbers', 'trunkIds']),
  whole: new Set(['headers', 'headersToAttributes', 'attributesToHeaders', 'attributes', 'roomConfig.tags', 'roomConfig.egress']),
}

/** A resource as the planner compares it: without its ids. */
export function itemOf(kind: SipKind, resource: SipResource): Item {
  const { sipTrunkId: _trunk, sipDispatchRuleId: _rule, ...rest } = resource as { sipTrunkId?: string; sipDispatchRuleId?: string }
  return { kind, name: resource.name ?? '', id: idOfResource(resource), fields: fieldsOf(rest, OPTIONS) }
}

/** True for fields that no output may show. Headers carry tokens at times. */
export function isSecretField(path: string): boolean {
  return path === 'authPassword' || path === 'headers' || path.endsWith('.pin') || path === 'roomConfig.egress'
}

/** A resource for a sentence: `inbound trunk "carrier-in" (ST_x)`. */
export function labelOf(kind: SipKind, resource: SipResource): string {
  const id = idOfResource(resource)
  const name = resource.name ? ` "${resource.name}"` : ''
  return `${kindLabels[kind]}${name}${id === null ? '' : ` (${id})`}`
}
