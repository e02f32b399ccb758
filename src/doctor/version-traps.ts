import { isPrivate } from '../platform/private-address.ts'
import type { Subject } from './subject.ts'

/** Something that a range of server versions does to stacks of some form. */
interface Trap {
  /** First version that has it, and first that has it no more; null for an open end. */
  from: string | null
  until: string | null
  /** One sentence, as a continuation of "LiveKit 1.8.4". */
  what: string
  why: string
  concerns(subject: Subject): boolean
}

/** What is known of server versions, the gravest first. */
const traps: readonly Trap[] = [
  {
    from: null,
    until: '1.8.0',
    what: 'cannot be asked for a single SIP trunk',
    why: 'GetSIPInboundTrunk and GetSIPOutboundTrunk came with 1.8.0.',
    concerns: ({ sip }) => sip !== null,
  },
  {
    from: null,
    until: '1.9.0',
    what: 'cannot change SIP trunks and rules',
    why: 'UpdateSIPInboundTrunk, UpdateSIPOutboundTrunk and UpdateSIPDispatchRule came with 1.9.0; before, they answer 404 bad_route.',
    concerns: ({ sip }) => sip !== null,
  },
  {
    from: null,
    until: '1.9.11',
    what: 'drops `numbers` of dispatch rules without a word',
    why: 'The rule then takes calls to every number, not only to those named.',
    concerns: ({ sip }) => sip !== null,
  },
  {
    from: null,
    until: '1.12.0',
    what: 'writes whole tokens into its answers and logs when it refuses them',
    why: 'Whoever reads a log can use a token for as long as it is valid.',
    concerns: () => true,
  },
  {
    from: '1.12.0',
    until: null,
    what: 'relays nothing to private addresses by TURN unless they are allowed',
    why: 'Media goes to a private address here, so callers who need TURN hear nothing without turn.allow_restricted_peer_cidrs.',
    concerns: ({ turn, media }) => turn !== null && !turn.relaysToPrivate && isPrivate(media?.nodeIp?.split(',')[0] ?? '0.0.0.0'),
  },
]

/** Negative, 0 or positive as versions such as `1.9.11` follow one another; what comes after a dash is left out. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) =>
    (version.replace(/^v/, '').split('-')[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0)
  const [left, right] = [parts(a), parts(b)]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The traps of a version that concern a stack. */
export function trapsOf(version: string, subject: Subject): Trap[] {
  return traps.filter(
    ({ from, until, concerns }) =>
      (from === null || compareVersions(version, from) >= 0) &&
      (until === null || compareVersions(version, until) < 0) &&
      concerns(subject),
  )
}
