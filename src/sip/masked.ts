import type { SipResource, SipState } from '../core/sip-resources.ts'

/** What stands for a secret. */
export const HIDDEN = '••••••'
const SECRETS = new Set(['authPassword', 'pin'])
/** Objects whose every value may be a secret. */
const SECRET_MAPS = new Set(['headers', 'egress'])

/** A state as it may be shown: that there is a secret stays to be seen, what it is does not. */
export function masked(state: SipState): SipState {
  return visit(state, false) as SipState
}

/** One trunk or rule as it may be shown. */
export function maskedResource(resource: SipResource): SipResource {
  return visit(resource, false) as SipResource
}

function visit(part: unknown, hide: boolean): unknown {
  if (typeof part === 'string') return hide && part !== '' ? HIDDEN : part
  if (Array.isArray(part)) return part.map((item) => visit(item, hide))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, visit(value, hide || SECRETS.has(name) || SECRET_MAPS.has(name))]),
  )
}
