import type { SipDispatchRule, SipRoomChoice, SipState } from '../../core/sip-resources.ts'
import { sipReaders } from '../../livekit/sip-json.ts'
import { HIDDEN } from '../masked.ts'
import { writtenResources } from '../request-shapes.ts'
import { pinOf } from '../../core/rule-choice.ts'

/**
 * The trunks and rules in a parsed JSON file, whichever way it holds them: as `voicectl sip pull --json` or `lk` print them, or as `lk` takes them. Raises
 * an Error for what holds none.
 */
export async function fileState(json: unknown): Promise<SipState> {
  const written = writtenResources(json)
  if (written.length === 0 && !isEmptyState(json)) throw new Error('it holds no trunk and no dispatch rule')
  const readers = await sipReaders({ strict: false })
  const all = (wanted: keyof SipState) => written.flatMap(({ kind, json: fields }) => (kind === wanted ? [readers[kind](fields)] : []))
  return { inbound: all('inbound'), outbound: all('outbound'), rules: all('rules') }
}

/** A server without trunks and rules is a state, too. */
function isEmptyState(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false
  const { state, data, ...lists } = json as Record<string, unknown>
  return state || data ? isEmptyState(state ?? data) : ['inbound', 'outbound', 'rules', 'items'].some((kind) => Array.isArray(lists[kind]))
}

/** True for a rule whose pin is hidden, as `voicectl sip pull --json` prints it: nothing that is dialled can be compared with it. */
export function hidesPin(rule: SipDispatchRule): boolean {
  return pinOf(rule) === HIDDEN
}

/** Hidden pins look alike, and two rules of one pin would be a conflict: each becomes one of its own. */
export function withOwnPins(rules: readonly SipDispatchRule[]): SipDispatchRule[] {
  return rules.map((rule, index) => {
    if (!rule.rule || !hidesPin(rule)) return rule
    const choices = Object.entries(rule.rule).map(([kind, choice]: [string, object]) => [kind, { ...choice, pin: `${HIDDEN}${index}` }])
    return { ...rule, rule: Object.fromEntries(choices) as SipRoomChoice }
  })
}
