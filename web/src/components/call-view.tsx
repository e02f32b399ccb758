import { StartAudio } from '@livekit/components-react'
import type { Notice } from '../call/notice.ts'
import { useAgentStatus } from '../call/use-agent-status.ts'
import { useTranscript } from '../call/use-transcript.ts'
import type { CallChoices } from '../server/call-details.ts'
import type { PageConfig } from '../server/page-config.ts'
import { AgentPanel } from './agent-panel.tsx'
import { CallControls } from './call-controls.tsx'
import { DemoBanner } from './demo-banner.tsx'
import { NoticeBox } from './notice-box.tsx'
import { TextInput } from './text-input.tsx'
import { Transcript } from './transcript.tsx'

interface CallViewProps {
  config: PageConfig
  choices: CallChoices
  microphone: Notice | null
  onMicrophoneError: (error: unknown) => void
  onEnd: () => void
}

/** A call: the agent above, what was said in the middle, the ways to answer below. */
export function CallView({ config, choices, microphone, onMicrophoneError, onEnd }: CallViewProps) {
  const { status, audioTrack } = useAgentStatus()
  const { entries, send } = useTranscript()
  const canWrite = status === 'listening' || status === 'thinking' || status === 'speaking'
  const missing: Notice | null =
    status === 'missing'
      ? {
          tone: 'error',
          title: 'No agent has joined',
          text: `The call is open, but no worker has taken it. One must run under the name “${config.agentName}” and have room for another call. If one does, end the call and start again.`,
          command: 'voicectl logs agent',
        }
      : null
  const left: Notice | null =
    status === 'left' ? { tone: 'info', title: 'The agent has left', text: 'End the call, or start a new one.' } : null
  return (
    <main className="page call" data-testid="call" data-status={status}>
      <AgentPanel config={config} choices={choices} status={status} audioTrack={audioTrack} />
      {config.demo && <DemoBanner missingKeys={config.demo.missingKeys} isShort />}
      {[missing, left, microphone].map((notice) => notice && <NoticeBox key={notice.title} notice={notice} />)}
      <Transcript entries={entries} language={choices.language} isWaiting={status === 'thinking'} />
      <StartAudio label="Turn the agent’s sound on" className="button primary" />
      <footer className="call-foot">
        <TextInput onSend={send} canSend={canWrite} language={choices.language} hasFocus={config.mode === 'demo'} />
        {/* Without a secure page there is no list of devices either, and asking for it would throw. */}
        <CallControls
          hasMicrophone={config.mode === 'live' && window.isSecureContext}
          onMicrophoneError={onMicrophoneError}
          onEnd={onEnd}
        />
      </footer>
    </main>
  )
}
