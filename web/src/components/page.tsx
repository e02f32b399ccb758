import { RoomAudioRenderer, RoomContext } from '@livekit/components-react'
import { useState } from 'react'
import { mixedContentProblem } from '../call/problems.ts'
import { useCall } from '../call/use-call.ts'
import type { PageConfig } from '../server/page-config.ts'
import { CallView } from './call-view.tsx'
import { StartView } from './start-view.tsx'

/** Either the start of a call or the call. */
export function Page({ config }: { config: PageConfig }) {
  const { call, notice, microphone, start, end, onMicrophoneError } = useCall(config)
  const [choices, setChoices] = useState({
    language: config.languages[0]?.id ?? 'en',
    mode: config.modes[0]?.id ?? 'general',
    voice: config.voices[0]?.id ?? '',
  })
  const [hasCalled, setHasCalled] = useState(false)
  const blocked = mixedContentProblem(location.protocol, config.serverUrl)

  if (!call) {
    return (
      <StartView
        config={config}
        choices={choices}
        onChoose={setChoices}
        onStart={() => {
          setHasCalled(true)
          void start(choices)
        }}
        hasCalled={hasCalled}
        notice={blocked ?? notice}
        isBlocked={blocked !== null}
      />
    )
  }
  return (
    <RoomContext.Provider value={call.room}>
      <CallView config={config} choices={call.choices} microphone={microphone} onMicrophoneError={onMicrophoneError} onEnd={end} />
      <RoomAudioRenderer />
    </RoomContext.Provider>
  )
}
