import { randomBytes } from 'node:crypto'
import { Failure } from '../../core/failure.ts'
import type { SipOutboundTrunk } from '../../core/sip-resources.ts'

/** What somebody wants of a call, as they say it. */
export interface CallInput {
  /** E.164. */
  number: string
  /** One of the trunk's numbers. */
  from: string | undefined
  room: string | undefined
  /** The agent's name; null where nothing says it. */
  agent: string | null
  /** JSON text: an object. */
  metadata: string | undefined
  mode: string | undefined
  language: string | undefined
  ringingSeconds: number
  dtmf: string | undefined
  displayName: string | undefined
  /** How its owner agreed to be called. */
  consent: string | null
}

/** A call with everything decided. */
export interface CallPlan {
  number: string
  /** Null: the server chooses one of the trunk's. */
  from: string | null
  trunk: { id: string; name: string }
  room: string
  identity: string
  agent: string
  /** The agent's job metadata, and the metadata of whoever is called. */
  metadata: string
  roomMetadata: string
  /** How its owner agreed to be called; null where nobody said. */
  consent: string | null
  ringingSeconds: number
  dtmf: string | null
  displayName: string | null
}

/** Keys, and pauses of half a second (w) and a second (W). */
const DTMF = /^[0-9*#A-DwW]{1,64}$/
/** The server puts it into a header between quotes. */
const DISPLAY_NAME = /^[^"\\\p{Cc}]{1,128}$/u

/** Decides what is left open. Raises INPUT_INVALID with everything that is wrong. */
export function planCall(input: CallInput, trunk: SipOutboundTrunk): CallPlan {
  const { number, from, agent, ringingSeconds, dtmf, displayName, consent } = input
  const said = objectOf(input.metadata)
  const problems = [
    ...(said === null ? ['--metadata: expected a JSON object such as {"template_id":"t-7"}'] : []),
    ...(dtmf === undefined || DTMF.test(dtmf) ? [] : ['--dtmf: expected digits, * and #, with w for a pause of half a second']),
    ...(displayName === undefined || DISPLAY_NAME.test(displayName)
      ? []
      : ['--display-name: expected up to 128 characters without " and \\']),
    ...(agent === null ? ['--agent: there is no voicectl.yaml here that names one'] : []),
  ]
  if (problems.length > 0 || agent === null || said === null) throw invalid(problems)
  const { mode, language } = input
  const metadata = { call_type: 'outbound', phone_number: number, ...said, ...(mode ? { mode } : {}), ...(language ? { language } : {}) }
  const own = randomBytes(4).toString('hex')
  return {
    number,
    from: from ?? null,
    trunk: { id: trunk.sipTrunkId ?? '', name: trunk.name ?? '' },
    room: input.room ?? `call_${number}_${own}`,
    // LiveKit throws out whoever has the same identity in a room; the SDK's default is one for all calls.
    identity: `sip_${number}_${own}`,
    agent,
    metadata: JSON.stringify(metadata),
    roomMetadata: JSON.stringify({ call_type: 'outbound', ...consentFields(number, consent) }),
    consent,
    ringingSeconds,
    dtmf: dtmf ?? null,
    displayName: displayName ?? null,
  }
}

/** As it is kept in the metadata of a room, in which several may be called. */
export function consentFields(number: string, consent: string | null): { consent?: Record<string, string> } {
  return consent === null ? {} : { consent: { [number]: consent } }
}

/** The fields of JSON text, none where there is none; null for text that is no object. */
export function objectOf(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined || text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function invalid(problems: string[]): Failure {
  return new Failure({
    code: 'INPUT_INVALID',
    message: problems.length === 1 ? 'One flag is not valid' : `${problems.length} flags are not valid`,
    details: problems,
    exit: 2,
  })
}
