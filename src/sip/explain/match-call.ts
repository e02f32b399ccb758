import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import type { Call, CallState } from './call.ts'
import { dispatchOf, type Dispatch } from './dispatch.ts'
import { parseAddress } from './ip-address.ts'
import { matchRule, type RuleVerdict } from './match-rule.ts'
import { matchTrunk, type TrunkVerdict } from './match-trunk.ts'
import { roomChoice } from './room-choice.ts'
import type { RuleFault } from './rule-conflict.ts'

/** `pin`: the caller is asked for one. `drop`: no rule is for the call. `error`: the server can't say. */
export type Outcome = 'accept' | 'pin' | 'drop' | 'error'

/** Why the server answers a call with an error. */
export type CallFault =
  | { kind: 'source-address' }
  | { kind: 'trunks'; trunks: SipInboundTrunk[] }
  /** The rule hides numbers and the caller has none: livekit-server 1.13.5 crashes at it. */
  | { kind: 'no-caller'; rule: SipDispatchRule }
  /** The rule hides numbers, and what is left of this caller begins within a letter: the answer can't be sent. */
  | { kind: 'cut-letter'; rule: SipDispatchRule }
  | { kind: 'rules'; fault: RuleFault }

export interface CallMatch {
  outcome: Outcome
  trunk: SipInboundTrunk | null
  /** True where livekit-sip asks the caller's carrier for the trunk's password. */
  auth: boolean
  rule: SipDispatchRule | null
  /** For an accepted call. */
  dispatch: Dispatch | null
  /** For an error. */
  fault: CallFault | null
  /** Empty where the server does not come to look at them. */
  trunks: TrunkVerdict[]
  rules: RuleVerdict[]
}

const NOTHING: CallMatch = { outcome: 'drop', trunk: null, auth: false, rule: null, dispatch: null, fault: null, trunks: [], rules: [] }

/** What a livekit-server with these trunks and rules answers livekit-sip about a call: as its EvaluateSIPDispatchRules and GetSIPTrunkAuthentication do (1.13.5). */
export function matchCall(call: Call, { inbound, rules }: CallState): CallMatch {
  if (call.ip !== '' && parseAddress(call.ip) === null) return { ...NOTHING, outcome: 'error', fault: { kind: 'source-address' } }
  const { trunk, conflict, verdicts: trunks } = matchTrunk(call, inbound)
  if (conflict.length > 0) return { ...NOTHING, outcome: 'error', fault: { kind: 'trunks', trunks: conflict }, trunks }
  const { rule, fault, verdicts } = matchRule(call, trunk, rules)
  const known = { ...NOTHING, trunk, auth: Boolean(trunk?.authUsername && trunk.authPassword), trunks, rules: verdicts }
  if (fault) return { ...known, outcome: 'error', fault: { kind: 'rules', fault } }
  return rule === null ? known : { ...known, ...taken(call, trunk, rule) }
}

function taken(call: Call, trunk: SipInboundTrunk | null, rule: SipDispatchRule): Partial<CallMatch> {
  if (rule.hidePhoneNumber && call.from === '') return { outcome: 'error', fault: { kind: 'no-caller', rule } }
  if (roomChoice(rule)?.pin !== '' && call.pin === '') return { outcome: 'pin', rule }
  const dispatch = dispatchOf(call, trunk, rule)
  return dispatch === null ? { outcome: 'error', fault: { kind: 'cut-letter', rule } } : { outcome: 'accept', rule, dispatch }
}
