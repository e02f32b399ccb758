import { BarVisualizer, type TrackReference } from '@livekit/components-react'
import { useEffect, useRef } from 'react'
import { statusWords, type AgentStatus } from '../call/agent-status.ts'
import type { CallChoices } from '../server/call-details.ts'
import type { Choice, PageConfig } from '../server/page-config.ts'

interface AgentPanelProps {
  config: PageConfig
  choices: CallChoices
  status: AgentStatus
  audioTrack: TrackReference | undefined
}

const visualizerStates: Partial<Record<AgentStatus, 'connecting' | 'listening' | 'thinking' | 'speaking'>> = {
  connecting: 'connecting',
  waiting: 'connecting',
  preparing: 'connecting',
  listening: 'listening',
  thinking: 'thinking',
  speaking: 'speaking',
}

/** The agent's state in words and its voice as bars. */
export function AgentPanel({ config, choices, status, audioTrack }: AgentPanelProps) {
  const words = status === 'listening' && config.mode === 'demo' ? 'Ready for your text' : statusWords[status]
  const state = visualizerStates[status]
  const about = [labelOf(config.modes, choices.mode), labelOf(config.languages, choices.language)]
  if (choices.voice) about.push(labelOf(config.voices, choices.voice))
  // The start button that had the focus is gone; a screen reader goes on from here.
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])
  return (
    <header className="agent-panel" data-status={status}>
      <h1 className="stack-name" tabIndex={-1} ref={heading}>
        {config.name}
      </h1>
      <p className="about">{about.join(' · ')}</p>
      <div className="bars" aria-hidden>
        <BarVisualizer barCount={7} options={{ minHeight: 8 }} {...(state && { state })} {...(audioTrack && { track: audioTrack })} />
      </div>
      <p className="status" role="status" data-testid="agent-status">
        {words}
      </p>
    </header>
  )
}

function labelOf(choices: Choice[], id: string): string {
  return choices.find((choice) => choice.id === id)?.label ?? id
}
