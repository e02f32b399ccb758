import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'

/** A trunk or rule for programs. */
export interface Named {
  /** The server's, or the name where the server has not given one yet; null where there is neither. */
  id: string | null
  name: string | null
}

export function named(resource: SipInboundTrunk | SipDispatchRule): Named {
  const { sipTrunkId, sipDispatchRuleId, name } = resource as SipInboundTrunk & SipDispatchRule
  return { id: sipTrunkId || sipDispatchRuleId || null, name: name || null }
}

/** A trunk or rule for a sentence: `Twilio (ST_…)`. */
export function label(resource: SipInboundTrunk | SipDispatchRule): string {
  const { id, name } = named(resource)
  if (name === null) return id ?? 'one without a name'
  return id === null || id === name ? name : `${name} (${id})`
}

const MOST_NAMED = 3

/** Texts for a sentence: `a`, `a and b`, `a, b, c and 7 more`. */
export function listed(texts: readonly string[]): string {
  const shown = texts.length > MOST_NAMED + 1 ? [...texts.slice(0, MOST_NAMED), `${texts.length - MOST_NAMED} more`] : texts
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** A number or address for a sentence; what is empty or could be misread stands in quotes. */
export function quoted(text: string): string {
  return /^[\w+.:/@-]+$/.test(text) ? text : JSON.stringify(text)
}
