import type { CallFault } from './match-call.ts'
import { label, listed, quoted } from './naming.ts'
import { roomChoice } from './room-choice.ts'
import type { RuleConflict } from './rule-conflict.ts'
import type { RuleScene } from './rule-words.ts'

/** Why a call is dropped or can't be decided, and what the caller notices of it; null for a call that is taken. */
export function outcomeWords(scene: RuleScene): string | null {
  const { call, match, cloud } = scene
  if (match.fault) return faultWords(match.fault, scene)
  if (match.outcome !== 'drop') return null
  const isDialled = call.pin !== '' || call.noPin
  const why = isDialled ? 'No dispatch rule with this pin is for the call' : dropReason(scene)
  const noticed = isDialled
    ? 'The caller hears that the pin is wrong, and the call ends.'
    : [...(cloud ? [] : [SILENCE]), ...(cloud === false ? [] : ['LiveKit Cloud answers 404.'])].join(' ')
  return `${why}. ${noticed}`
}

const SILENCE = 'The caller hears it ring until the carrier gives up; livekit-sip logs a flood, at debug level.'

function dropReason({ state, match }: RuleScene): string {
  if (state.rules.length === 0) return 'There is no dispatch rule'
  const onlyTrunk = match.rules.some(({ misses }) => misses.length === 1 && misses[0] === 'other-trunk')
  return match.trunk === null && onlyTrunk
    ? 'No trunk is for the call, and no rule takes calls without one'
    : 'No dispatch rule is for the call'
}

const UNAVAILABLE = 'The carrier is answered 503.'

function faultWords(fault: CallFault, { call }: RuleScene): string {
  switch (fault.kind) {
    case 'source-address':
      return `${quoted(call.ip)} is no IP address, and the server refuses to look. ${UNAVAILABLE}`
    case 'trunks': {
      const isListed = fault.trunks.some(({ numbers = [] }) => numbers.length > 0)
      const why = isListed ? `list ${quoted(call.to)}` : 'have no numbers'
      return `${fault.trunks.length} trunks ${why}, and the server can't choose: ${listed(fault.trunks.map((trunk) => label(trunk)))}. ${UNAVAILABLE}`
    }
    case 'rules':
      if (fault.fault.kind === 'no-choice')
        return `The rule ${label(fault.fault.rule)} does not say which room a call gets, and the server stops at it. ${UNAVAILABLE}`
      return `${conflictWords(fault.fault)}, and the server refuses to choose, also where another rule would win. ${UNAVAILABLE}`
    case 'no-caller':
      return `The rule ${label(fault.rule)} hides numbers, and the caller has none: livekit-server 1.13.5 crashes at such a call, with all calls that it has.`
    case 'cut-letter':
      return `The rule ${label(fault.rule)} hides all but the end of the caller, which begins within a letter: the server can't send its answer. ${UNAVAILABLE}`
  }
}

function conflictWords({ rule, other, shared: { trunkId, caller, called } }: RuleConflict): string {
  const parts = [
    trunkId === '' ? 'no trunk' : `the trunk ${quoted(trunkId)}`,
    caller === '' ? 'every caller' : `the caller ${quoted(caller)}`,
    called === '' ? 'every number' : `the number ${quoted(called)}`,
  ]
  const combination = `${parts.join(', ')} and ${roomChoice(rule)?.pin ? 'the same pin' : 'no pin'}`
  if (rule === other) return `The rule ${label(rule)} lists something twice (with and without plus is the same here): ${combination}`
  return `The rules ${label(other)} and ${label(rule)} are for the same calls: ${combination}`
}
