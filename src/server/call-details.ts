import { randomBytes } from 'node:crypto'
import type { Caller } from '../core/caller.ts'
import { createCallerToken } from '../livekit/tokens.ts'
import { browserUrl } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import type { TokenRequest } from './token-request.ts'

/** A token is used at once; it only has to outlive a slow microphone prompt. Running calls are not cut when it ends. */
const TOKEN_TTL_SECONDS = 10 * 60

export interface CallDetails {
  serverUrl: string
  roomName: string
  participantName: string
  participantToken: string
}

/** Makes a call for a request: its room, who joins it, and the token. `pageHost` is the host name the page was opened under. */
export async function createCallDetails(stack: Stack, request: TokenRequest, pageHost: string): Promise<CallDetails> {
  const { config, env } = stack
  const roomName = request.room ?? `call-${random()}`
  const participantName = request.name ?? 'Caller'
  const participantToken = await createCallerToken({
    key: env.get('LIVEKIT_API_KEY') ?? '',
    secret: env.get('LIVEKIT_API_SECRET') ?? '',
    room: roomName,
    // Somebody who joins under an identity that is in the room already throws the first one out, so an asked one is only a prefix.
    identity: `${request.identity ?? 'caller'}-${random()}`,
    name: participantName,
    metadata: metadataOf(request.caller),
    agentName: config.agent.name,
    ttlSeconds: TOKEN_TTL_SECONDS,
  })
  return { serverUrl: browserUrl(config, pageHost), roomName, participantName, participantToken }
}

/** LiveKit's TokenSource reads snake case, the starters read camel case: an answer has both. */
export function inBothSpellings(details: CallDetails): Record<string, string> {
  const { serverUrl, roomName, participantName, participantToken } = details
  return { ...details, server_url: serverUrl, room_name: roomName, participant_name: participantName, participant_token: participantToken }
}

function metadataOf({ language, voice, mode }: Caller): string {
  return JSON.stringify(voice === null ? { language, mode } : { language, voice, mode })
}

function random(): string {
  return randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x')
}
