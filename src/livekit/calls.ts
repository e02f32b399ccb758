import type { ServerAccess } from './server-api.ts'
import { ApiRefusal, TwirpService } from './twirp.ts'

/** The server waits this long for an answered call, whatever the ringing time; `sip call` lets it ring for less. */
const SERVER_WAITS_SECONDS = 80
/** How long the place that a caller is handed over to may ring; also how long the server waits for the carrier's last word. */
const TRANSFER_SECONDS = 30
/** A request outlasts what it waits for by this. */
const MARGIN_SECONDS = 10

export interface NewCall {
  /** The outbound trunk's id. */
  trunkId: string
  /** E.164. */
  to: string
  /** One of the trunk's numbers; the server chooses one unless given. */
  from?: string
  room: string
  /** Must be nobody's in the room: LiveKit throws out whoever has the same. */
  identity: string
  name: string
  metadata: string
  ringingSeconds: number
  /** Keys to press once it is answered; `w` waits half a second. */
  dtmf?: string
  /** What the called side may show; the number unless given. */
  displayName?: string
}

/** Calls somebody, waits until they answer, and gives the id of the call. Raises ApiRefusal; `sipStatusOf` says what the carrier answered. */
export async function placeCall(access: ServerAccess, call: NewCall): Promise<string> {
  const request = {
    sipTrunkId: call.trunkId,
    sipCallTo: call.to,
    ...(call.from === undefined ? {} : { sipNumber: call.from }),
    roomName: call.room,
    participantIdentity: call.identity,
    participantName: call.name,
    participantMetadata: call.metadata,
    ...(call.dtmf === undefined ? {} : { dtmf: call.dtmf }),
    ...(call.displayName === undefined ? {} : { displayName: call.displayName }),
    ringingTimeout: `${call.ringingSeconds}s`,
    // LiveKit Cloud's alone, and it costs money there.
    krispEnabled: false,
    waitUntilAnswered: true,
  }
  const service = new TwirpService(access, 'SIP', { sip: { call: true } })
  const withinSeconds = SERVER_WAITS_SECONDS + MARGIN_SECONDS
  const answer = await service.call('CreateSIPParticipant', request, { withinSeconds })
  const { sipCallId, sip_call_id } = answer as Record<string, string | undefined>
  return sipCallId ?? sip_call_id ?? ''
}

export interface Transfer {
  room: string
  identity: string
  /** tel: or sip: URI. */
  to: string
  /** The caller hears a dial tone meanwhile, and not the room. */
  playDialtone: boolean
}

/** Hands a caller over to somebody else; resolves when the carrier has taken them. Raises ApiRefusal. */
export async function transferCall(access: ServerAccess, transfer: Transfer): Promise<void> {
  const { room, identity, to, playDialtone } = transfer
  const service = new TwirpService(access, 'SIP', { sip: { call: true }, video: { roomAdmin: true, room } })
  const request = { roomName: room, participantIdentity: identity, transferTo: to, playDialtone }
  const withinSeconds = TRANSFER_SECONDS + MARGIN_SECONDS
  await service.call('TransferSIPParticipant', { ...request, ringingTimeout: `${TRANSFER_SECONDS}s` }, { withinSeconds })
}

/** The SIP status behind a refusal, and the carrier's own words; null where none is known. */
export function sipStatusOf(error: unknown): { code: number; text: string } | null {
  if (!(error instanceof ApiRefusal)) return null
  const code = Number(error.meta['sip_status_code'])
  return Number.isInteger(code) && code >= 300 ? { code, text: error.meta['sip_status'] ?? '' } : null
}
