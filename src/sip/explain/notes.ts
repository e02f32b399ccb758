import type { SipDispatchRule } from '../../core/sip-resources.ts'
import { internationalForm, isE164 } from '../../stack/sip-numbers.ts'
import type { Call } from './call.ts'
import { matchCall, type CallMatch } from './match-call.ts'
import { label, listed, quoted } from './naming.ts'
import { goesBefore } from './rule-priority.ts'
import type { RuleScene } from './rule-words.ts'

/** What is worth knowing besides: numbers in another form, what a pin changes, what only the server's ids decide. */
export function notes(scene: RuleScene): string[] {
  const { call, match, cloud } = scene
  const isStray = cloud && match.trunk === null && match.rule !== null
  return [
    ...(isStray ? ['LiveKit Cloud answers 404 to a call that no trunk is for, before it looks at rules'] : []),
    ...numberNotes(call),
    ...pinNotes(scene),
    ...agentNotes(match),
    ...tieNotes(match),
  ]
}

function numberNotes({ from, to }: Call): string[] {
  return (
    [
      ['--from', from],
      ['--to', to],
    ] as const
  ).flatMap(([flag, number]) => {
    const form = isE164(number) ? null : internationalForm(number)
    return form === null
      ? []
      : [`${flag} ${quoted(number)} was looked at as it is; in international form it is ${form}, which is what most carriers send`]
  })
}

/** A pin counts only for who is asked for one, and who is asked may press # alone. */
function pinNotes({ call, state, match }: RuleScene): string[] {
  if (match.outcome === 'pin') {
    const without = matchCall({ ...call, noPin: true }, state)
    return [
      `Who presses # without a pin ${without.rule ? `gets the rule ${label(without.rule)}` : 'hears that it is wrong, and the call ends'}`,
    ]
  }
  if (call.pin === '' || match.fault) return []
  const first = matchCall({ ...call, pin: '' }, state)
  if (first.outcome === 'pin') return []
  const end = first.rule ? `is taken by the rule ${label(first.rule)}` : 'is dropped'
  return [`Nobody is asked for a pin here: at first, without one, the call ${end}`]
}

function agentNotes({ rule, outcome }: CallMatch): string[] {
  if (rule === null || outcome === 'error' || (rule.roomConfig?.agents ?? []).length > 0) return []
  return [
    `The rule ${label(rule)} sends no agent: only a worker without a name comes by itself, else the caller hears it ring until the carrier gives up`,
  ]
}

function tieNotes({ rule, rules }: CallMatch): string[] {
  if (rule === null) return []
  const isEqual = (other: SipDispatchRule) =>
    other !== rule &&
    !goesBefore(rule, other) &&
    !goesBefore(other, rule) &&
    Boolean(other.trunkIds?.length) === Boolean(rule.trunkIds?.length)
  const equal = rules.filter(({ rule: other, misses }) => misses.length === 0 && isEqual(other)).map(({ rule: other }) => label(other))
  return equal.length === 0
    ? []
    : [`Nothing parts ${label(rule)} and ${listed(equal)} but the ids that the server gave them: it takes the lowest`]
}
