import { voice } from '@livekit/agents'
import { RoomEvent, type RemoteParticipant, type Room } from '@livekit/rtc-node'
import type { Caller } from '../../core/caller.ts'
import { pressed } from '../../graph/keypad-words.ts'
import type { Log } from '../log.ts'
import { Keypad } from './keypad.ts'

export interface KeyListener {
  caller: Caller
  /** Of the participant whose keys count. */
  identity: string
  log: Log
}

/** Keys that the caller presses interrupt the agent, as words do, and are a turn of the conversation once they are complete. What was pressed is not logged. */
export function listenForKeys(room: Room, session: voice.AgentSession, { caller, identity, log }: KeyListener): void {
  const keypad = new Keypad({
    onBegin: () => quietly(() => session.interrupt()),
    onEntry: (keys) => {
      log.info(`The caller pressed ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`)
      quietly(() => session.interrupt())
      quietly(() => session.generateReply({ userInput: pressed(keys, caller.language) }))
    },
  })
  const onKey = (_code: number, key: string, from: RemoteParticipant | undefined) => from?.identity === identity && keypad.press(key)
  room.on(RoomEvent.DtmfReceived, onKey)
  session.once(voice.AgentSessionEventTypes.Close, () => {
    room.off(RoomEvent.DtmfReceived, onKey)
    keypad.stop()
  })
}

/** The SDK raises where there is nothing to do any more: what may not be interrupted, such as a transfer on its way, goes on, and a call that ends gets no answer. */
function quietly(act: () => unknown): void {
  try {
    act()
  } catch {
    // As said above.
  }
}
