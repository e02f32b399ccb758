import { Failure } from '../../core/failure.ts'
import type { SipOutboundTrunk, SipState } from '../../core/sip-resources.ts'
import { internationalForm, isE164, normaliseNumber } from '../../stack/sip-numbers.ts'
import { resourceNamed } from '../listing.ts'

/** Stands in a trunk's numbers for any of the account's. */
const ANY = '*'

/** The outbound trunk of a name or id, or the only one that there is. Raises SIP_RESOURCE_UNKNOWN, SIP_NAME_AMBIGUOUS, OUTBOUND_TRUNK_MISSING or OUTBOUND_TRUNK_UNCLEAR. */
export function chooseTrunk(outbound: readonly SipOutboundTrunk[], named: string | undefined): SipOutboundTrunk {
  const state: SipState = { inbound: [], outbound: [...outbound], rules: [] }
  if (named !== undefined) return resourceNamed(state, named, ['outbound']).resource
  const [only, ...more] = outbound
  if (only === undefined) {
    throw new Failure({
      code: 'OUTBOUND_TRUNK_MISSING',
      message: 'The server has no outbound trunk to call through',
      fix: [{ text: 'Declare one under sip.outbound in voicectl.yaml, and make it', command: 'voicectl sip apply' }],
    })
  }
  if (more.length > 0) {
    throw new Failure({
      code: 'OUTBOUND_TRUNK_UNCLEAR',
      message: `The server has ${outbound.length} outbound trunks`,
      details: outbound.map(({ name, sipTrunkId = '', numbers = [] }) => `${name || sipTrunkId}: ${numbers.join(', ')}`),
      fix: [{ text: 'Say which', command: 'voicectl sip call <number> --trunk <name>' }],
      exit: 2,
    })
  }
  return only
}

/** The number that the call comes from: one of the trunk's; undefined leaves it to the server. Raises FROM_NOT_ON_TRUNK or FROM_MISSING. */
export function chooseFrom({ name = '', sipTrunkId = '', numbers = [] }: SipOutboundTrunk, from: string | undefined): string | undefined {
  const label = name || sipTrunkId
  const takesAny = numbers.includes(ANY)
  if (from === undefined) {
    if (!takesAny) return undefined
    throw new Failure({
      code: 'FROM_MISSING',
      message: `The trunk ${label} calls from any number, so one has to be named`,
      fix: [{ text: 'Name it', command: 'voicectl sip call <number> --from +15105550100' }],
      exit: 2,
    })
  }
  const known = numbers.find((number) => normaliseNumber(number) === normaliseNumber(from))
  if (known !== undefined) return known
  if (takesAny && isE164(from)) return from
  throw new Failure({
    code: 'FROM_NOT_ON_TRUNK',
    message: `${from} is no number of the trunk ${label}`,
    why: 'The carrier would refuse the call, or show another number.',
    details: numbers.length > 0 ? [`It has: ${numbers.join(', ')}`] : [],
    fix: [{ text: 'Take one of its numbers, or leave --from out' }],
    exit: 2,
  })
}

/** A number as it may be called. Raises NUMBER_NOT_E164, with what it may mean. */
export function calledNumber(text: string): string {
  if (isE164(text)) return text
  const meant = internationalForm(text)
  throw new Failure({
    code: 'NUMBER_NOT_E164',
    message: `${text} is no phone number with + and its country code`,
    why: 'Carriers take numbers as E.164: a plus, the country code and the rest, with nothing between them.',
    fix: [meant === null ? { text: 'Write it as +15105550100' } : { text: 'That would be', command: `voicectl sip call ${meant}` }],
    exit: 2,
  })
}
