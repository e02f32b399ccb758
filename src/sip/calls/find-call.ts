import { Failure } from '../../core/failure.ts'
import { maskNumber } from '../../core/phone.ts'
import { participantsIn, roomNames, type Participant } from '../../livekit/rooms.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'

const CALL_ID = 'sip.callID'

/** Somebody on the telephone, in a room. */
export interface FoundCall {
  room: string
  identity: string
  callId: string
  /** Null where it is hidden. */
  number: string | null
}

export interface CallQuery {
  /** A room's name, or the id of a call: SCL_… */
  named: string
  /** Which caller of the room, where there are several. */
  participant: string | undefined
}

/** The one caller who is meant. Raises CALL_NOT_FOUND or CALL_UNCLEAR. */
export async function findCall(access: ServerAccess, query: CallQuery): Promise<FoundCall> {
  const calls = await callsOf(access, query.named)
  const meant = query.participant === undefined ? calls : calls.filter(({ identity }) => identity === query.participant)
  const [only, ...more] = meant
  if (only === undefined) throw notFound(query, calls)
  if (more.length > 0) throw unclear(query.named, meant)
  return only
}

/** Everybody on the telephone in a room, or the one with the call's id in any room. */
async function callsOf(access: ServerAccess, named: string): Promise<FoundCall[]> {
  if (!named.startsWith('SCL_')) return callsIn(access, named)
  for (const room of await roomNames(access)) {
    const call = (await callsIn(access, room)).find(({ callId }) => callId === named)
    if (call) return [call]
  }
  return []
}

async function callsIn(access: ServerAccess, room: string): Promise<FoundCall[]> {
  return (await participantsIn(access, room)).filter(({ kind }) => kind === 'sip').map((participant) => callOf(room, participant))
}

function callOf(room: string, { identity, attributes }: Participant): FoundCall {
  return { room, identity, callId: attributes[CALL_ID] ?? '', number: attributes['sip.phoneNumber'] ?? null }
}

function notFound({ named, participant }: CallQuery, calls: readonly FoundCall[]): Failure {
  const who = participant === undefined ? 'Nobody on the phone' : `No caller ${participant}`
  return new Failure({
    code: 'CALL_NOT_FOUND',
    message: `${who} is in ${named}`,
    why: calls.length > 0 ? `On the phone there: ${calls.map(({ identity }) => identity).join(', ')}.` : 'The call may be over already.',
    fix: [{ text: 'Name the room, or the id of the call: both are in the log of the agent', command: 'voicectl logs agent' }],
  })
}

function unclear(named: string, calls: readonly FoundCall[]): Failure {
  return new Failure({
    code: 'CALL_UNCLEAR',
    message: `${calls.length} people are on the phone in ${named}`,
    details: calls.map(
      ({ identity, number, callId }) => `${identity}: ${number === null ? 'hidden number' : maskNumber(number)}, ${callId}`,
    ),
    fix: [{ text: 'Say which one, with --participant' }],
    exit: 2,
  })
}
