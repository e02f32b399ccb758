import { useConnectionState, useVoiceAssistant, type TrackReference } from '@livekit/components-react'
import { ConnectionState } from 'livekit-client'
import { useEffect, useState } from 'react'
import { agentStatus, type AgentFacts, type AgentStatus } from './agent-status.ts'
import { useLate } from './use-late.ts'

/** A worker's process is warm within two or three seconds, on a small machine within six. */
const LATE_MS = 8_000

const connections: Record<ConnectionState, AgentFacts['connection']> = {
  [ConnectionState.Disconnected]: 'connecting',
  [ConnectionState.Connecting]: 'connecting',
  [ConnectionState.Connected]: 'connected',
  [ConnectionState.Reconnecting]: 'reconnecting',
  [ConnectionState.SignalReconnecting]: 'reconnecting',
}

/** The agent of the room around: where it stands, and its voice. */
export function useAgentStatus(): { status: AgentStatus; audioTrack: TrackReference | undefined } {
  const { agent, state, audioTrack } = useVoiceAssistant()
  const connection = connections[useConnectionState()]
  const isHere = agent !== undefined
  const [wasHere, setWasHere] = useState(false)
  useEffect(() => {
    if (isHere) setWasHere(true)
  }, [isHere])
  const isLate = useLate(connection === 'connected' && !isHere, LATE_MS)
  return { status: agentStatus({ connection, isHere, wasHere, isLate, state }), audioTrack }
}
