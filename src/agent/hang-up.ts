import type { JobContext } from '@livekit/agents'
import { DisconnectReason, ParticipantKind, RoomEvent, type RemoteParticipant, type Room } from '@livekit/rtc-node'

/** How long a caller whose connection broke may take to come back. */
const RETURN_MS = 5000

/** Reasons that say that the caller doesn't come back. The SDK's own closeOnDisconnect knows only the first three. */
const FINAL: ReadonlySet<DisconnectReason> = new Set([
  DisconnectReason.CLIENT_INITIATED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.USER_REJECTED,
  DisconnectReason.USER_UNAVAILABLE,
  DisconnectReason.SIP_TRUNK_FAILURE,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.ROOM_CLOSED,
])

/** How long to keep a call after its last caller left, in ms. */
function returnTime(reason: DisconnectReason | undefined): number {
  return reason !== undefined && FINAL.has(reason) ? 0 : RETURN_MS
}

/** Ends the job when its last caller has left: its process would otherwise hold its memory for another 20 seconds. */
export function endWithCaller(ctx: JobContext): void {
  let timer: NodeJS.Timeout | null = null
  ctx.room.on(RoomEvent.ParticipantDisconnected, (participant: RemoteParticipant) => {
    if (!isCaller(participant) || callers(ctx.room).length > 0) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => ctx.shutdown('the caller hung up'), returnTime(participant.disconnectReason))
  })
  ctx.room.on(RoomEvent.ParticipantConnected, (participant: RemoteParticipant) => {
    if (isCaller(participant) && timer !== null) clearTimeout(timer)
  })
}

/** The people in a room: no agents, no recorders. */
export function callers(room: Room): RemoteParticipant[] {
  return [...room.remoteParticipants.values()].filter(isCaller)
}

function isCaller({ kind }: RemoteParticipant): boolean {
  return kind !== ParticipantKind.AGENT && kind !== ParticipantKind.EGRESS
}
