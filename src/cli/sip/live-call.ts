import { Failure } from '../../core/failure.ts'
import { suggest } from '../../core/suggest.ts'
import { maskNumber } from '../../core/phone.ts'
import { transferCall } from '../../livekit/calls.ts'
import { deleteRoom, removeParticipant, roomNames } from '../../livekit/rooms.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'
import type { Terminal } from '../../output/terminal.ts'
import type { HangUpAnswer, TransferAnswer } from '../../sip/calls/call-answer.ts'
import { asRefusal, transferFailure } from '../../sip/calls/call-failure.ts'
import { findCall, type CallQuery, type FoundCall } from '../../sip/calls/find-call.ts'
import { sipFailure } from '../../sip/failure.ts'
import { transferUri } from '../../stack/sip/transfer-targets.ts'
import { sipTarget } from './sip-target.ts'

/** Something that is done to a call once it is consented to. */
export interface PreparedChange<Answer> {
  /** Whom and what it is about, for the question. */
  what: string
  carryOut(): Promise<Answer>
}

export interface CallRequest extends CallQuery {
  dir: string
}

/** A transfer of a caller who is on the line now. Raises CALL_NOT_FOUND, CALL_UNCLEAR or TRANSFER_TARGET_UNKNOWN. */
export async function prepareTransfer(request: CallRequest & { to: string }, terminal: Terminal): Promise<PreparedChange<TransferAnswer>> {
  const {
    known,
    target: { access },
  } = await sipTarget(request.dir, terminal)
  const { to, target } = transferPlace(request.to, known.stack?.config.sip?.transferTargets ?? {})
  const call = await asking(access, () => findCall(access, request))
  const { room, identity, callId } = call
  const carryOut = async () => {
    const transfer = { room, identity, to, playDialtone: true }
    await transferCall(access, transfer).catch(async (error: unknown) => {
      throw await transferFailure(error, target ?? to, access)
    })
    return { room, participant: identity, callId, to, target }
  }
  return { what: `${nameOf(call)} in ${room} to ${target ?? to}`, carryOut }
}

/** The end of a caller's call, or of the room for everybody. Raises CALL_NOT_FOUND or CALL_UNCLEAR. */
export async function prepareHangUp(request: CallRequest & { all: boolean }, terminal: Terminal): Promise<PreparedChange<HangUpAnswer>> {
  const {
    target: { access },
  } = await sipTarget(request.dir, terminal)
  if (request.all && !request.named.startsWith('SCL_')) {
    const room = await roomNamed(access, request.named)
    return { what: `everybody in ${room}`, carryOut: async () => endRoom(access, room) }
  }
  const call = await asking(access, () => findCall(access, request))
  if (request.all) return { what: `everybody in ${call.room}`, carryOut: async () => endRoom(access, call.room) }
  const carryOut = async () => {
    await asking(access, () => removeParticipant(access, call))
    return { room: call.room, participant: call.identity, callId: call.callId }
  }
  return { what: `${nameOf(call)} in ${call.room}`, carryOut }
}

async function endRoom(access: ServerAccess, room: string): Promise<HangUpAnswer> {
  await asking(access, () => deleteRoom(access, room))
  return { room, participant: null, callId: null }
}

async function roomNamed(access: ServerAccess, name: string): Promise<string> {
  const names = await asking(access, () => roomNames(access))
  if (names.includes(name)) return name
  const near = suggest(name, names)
  throw new Failure({
    code: 'ROOM_NOT_FOUND',
    message: `There is no room ${name}`,
    why: 'Its call may be over already.',
    fix: near === null ? [] : [{ text: `Did you mean ${near}?` }],
  })
}

async function asking<T>(access: ServerAccess, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw await sipFailure(asRefusal(error), access)
  }
}

function transferPlace(to: string, targets: Readonly<Record<string, string>>): { to: string; target: string | null } {
  const named = Object.hasOwn(targets, to) ? targets[to] : undefined
  const uri = named ?? transferUri(to)
  if (uri !== null) return { to: uri, target: named === undefined ? null : to }
  const names = Object.keys(targets)
  const near = suggest(to, names)
  throw new Failure({
    code: 'TRANSFER_TARGET_UNKNOWN',
    message: `${to} is no place to transfer to`,
    why: names.length === 0 ? 'voicectl.yaml names none under sip.transferTargets.' : `voicectl.yaml names ${names.join(', ')}.`,
    fix: [near === null ? { text: 'Give a number as +15105550100, a tel: or a sip: URI' } : { text: `Did you mean ${near}?` }],
    exit: 2,
  })
}

function nameOf({ number, identity }: FoundCall): string {
  return number === null ? `the caller ${identity}` : `the caller ${maskNumber(number)}`
}
