import { AccessToken, RoomAgentDispatch, RoomConfiguration, TrackSource } from 'livekit-server-sdk'

export interface CallerTokenOptions {
  key: string
  secret: string
  room: string
  identity: string
  /** Shown to the other side. */
  name: string
  /** JSON text the agent reads. */
  metadata: string
  /** The agent that is sent to the room when the caller's joining creates it. */
  agentName: string
  ttlSeconds: number
}

/** A token for one caller in one room: microphone and text out, everything in, no room administration, no change of its own metadata. */
export async function createCallerToken(options: CallerTokenOptions): Promise<string> {
  const { key, secret, room, identity, name, metadata, agentName, ttlSeconds } = options
  const token = new AccessToken(key, secret, { identity, name, metadata, ttl: ttlSeconds })
  token.addGrant({
    room,
    roomJoin: true,
    canPublish: true,
    canPublishData: true,
    canSubscribe: true,
    canPublishSources: [TrackSource.MICROPHONE],
    canUpdateOwnMetadata: false,
  })
  token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName })] })
  return token.toJwt()
}
