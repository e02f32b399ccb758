import type { AgentState } from '@livekit/components-react'

/** Where a call stands, in the order it gets there. */
export type AgentStatus =
  | 'connecting'
  | 'waiting'
  | 'missing'
  | 'preparing'
  | 'listening'
  | 'thinking'
  | 'speaking'
  | 'reconnecting'
  | 'left'

export interface AgentFacts {
  connection: 'connecting' | 'connected' | 'reconnecting'
  /** The agent is in the room now. */
  isHere: boolean
  /** It was, at some time of this call. */
  wasHere: boolean
  /** Longer than an agent takes to join has passed since the connection. */
  isLate: boolean
  state: AgentState
}

export function agentStatus({ connection, isHere, wasHere, isLate, state }: AgentFacts): AgentStatus {
  if (connection !== 'connected') return connection
  if (!isHere) {
    if (wasHere) return 'left'
    return isLate ? 'missing' : 'waiting'
  }
  return state === 'listening' || state === 'thinking' || state === 'speaking' ? state : 'preparing'
}

export const statusWords: Record<AgentStatus, string> = {
  connecting: 'Connecting…',
  reconnecting: 'Connection lost, trying again…',
  waiting: 'Waiting for the agent…',
  missing: 'No agent has joined',
  preparing: 'The agent is getting ready…',
  listening: 'Listening',
  thinking: 'Thinking',
  speaking: 'Speaking',
  left: 'The agent has left',
}
