import { RoomEvent, type RemoteParticipant, type Room } from '@livekit/rtc-node'

const STATUS = 'sip.callStatus'
/** rtc-node doesn't tell of every change, but the participant has it. */
const LOOK_EVERY_MS = 200

/**
 * Waits until somebody hears what is said to them: at once for a caller of a page, and on the telephone when the call is answered. False where
 * they are gone before that.
 */
export async function answered(room: Room, participant: RemoteParticipant): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const look = () => {
    const status = participant.attributes[STATUS]
    if (status === undefined || status === 'active') resolve(true)
    else if (status === 'hangup') resolve(false)
  }
  const onLeft = ({ identity }: RemoteParticipant) => identity === participant.identity && resolve(false)
  const onEnd = () => resolve(false)
  room.on(RoomEvent.ParticipantAttributesChanged, look)
  room.on(RoomEvent.ParticipantDisconnected, onLeft)
  room.on(RoomEvent.Disconnected, onEnd)
  const timer = setInterval(look, LOOK_EVERY_MS)
  look()
  try {
    return await promise
  } finally {
    clearInterval(timer)
    room.off(RoomEvent.ParticipantAttributesChanged, look)
    room.off(RoomEvent.ParticipantDisconnected, onLeft)
    room.off(RoomEvent.Disconnected, onEnd)
  }
}
