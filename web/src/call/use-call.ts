import { Room, RoomEvent, type DisconnectReason } from 'livekit-client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { fetchCallDetails, type CallChoices } from '../server/call-details.ts'
import type { PageConfig } from '../server/page-config.ts'
import type { Notice } from './notice.ts'
import { endNotice, insecurePageProblem, microphoneProblem, mixedContentProblem, startProblem } from './problems.ts'

export interface RunningCall {
  room: Room
  choices: CallChoices
}

/** One call at a time: how to start and end it, and what is to be said about it. `microphone` is about the running call, `notice` about the last. */
export function useCall(config: PageConfig) {
  const [call, setCall] = useState<RunningCall | null>(null)
  const [notice, setNotice] = useState<Notice | null>(null)
  const [microphone, setMicrophone] = useState<Notice | null>(null)
  const abort = useRef<AbortController | null>(null)

  const start = useCallback(
    async (choices: CallChoices) => {
      const room = new Room()
      const controller = new AbortController()
      abort.current = controller
      setNotice(null)
      setMicrophone(null)
      setCall({ room, choices })
      let isConnected = false
      let serverUrl = config.serverUrl
      const finish = (last: Notice | null) => {
        setCall((current) => (current?.room === room ? null : current))
        setNotice(last)
      }
      room.on(RoomEvent.Disconnected, (reason?: DisconnectReason) => {
        if (isConnected) finish(endNotice(reason))
      })
      try {
        const details = await fetchCallDetails(choices, controller.signal)
        serverUrl = details.serverUrl
        const mixed = mixedContentProblem(location.protocol, serverUrl)
        if (mixed) return finish(mixed)
        controller.signal.throwIfAborted()
        await room.connect(serverUrl, details.participantToken)
        isConnected = true
      } catch (error) {
        return finish(controller.signal.aborted ? null : startProblem(error, serverUrl))
      }
      if (config.mode === 'live')
        await turnMicrophoneOn(room).catch((error: unknown) =>
          setMicrophone(insecurePageProblem(window.isSecureContext) ?? microphoneProblem(error)),
        )
    },
    [config],
  )

  const end = useCallback(() => {
    abort.current?.abort()
    void call?.room.disconnect()
  }, [call])

  useEffect(() => () => void call?.room.disconnect(), [call])
  const onMicrophoneError = useCallback((error: unknown) => setMicrophone(error === null ? null : microphoneProblem(error)), [])
  return { call, notice, microphone, start, end, onMicrophoneError }
}

async function turnMicrophoneOn(room: Room): Promise<void> {
  await room.localParticipant.setMicrophoneEnabled(true)
}
