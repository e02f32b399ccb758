import { request } from './request.ts'

/** What the caller chose; `voice` is empty for the stack's own. */
export interface CallChoices {
  language: string
  mode: string
  voice: string
}

export interface CallDetails {
  serverUrl: string
  roomName: string
  participantName: string
  participantToken: string
}

/** Asks for a call: a room, and the token to enter it. Raises ServerError. */
export function fetchCallDetails(choices: CallChoices, signal: AbortSignal): Promise<CallDetails> {
  return request<CallDetails>('/api/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(choices),
    signal,
  })
}
