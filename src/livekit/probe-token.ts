import { createHmac, randomBytes } from 'node:crypto'

const TOKEN_SECONDS = 60
/** Asked for by every probe room, and never registered: a room that names an agent is left alone by workers that take any room. */
const NOBODY = 'voicectl-probe-nobody'

export interface ProbeTokenOptions {
  key: string
  secret: string
  /** The clock that signs, in ms. */
  now: number
  room: string
}

/** A room's name that no caller has. */
export function probeRoom(): string {
  return `voicectl-probe-${randomBytes(6).toString('hex')}`
}

/**
 * A token to join a room for a look: nothing is published there, no agent comes, and the room is gone a second after. Signed here and not by
 * the SDK, which signs by the system's clock alone.
 */
export function probeToken({ key, secret, now, room }: ProbeTokenOptions): string {
  const second = Math.floor(now / 1000)
  const claims = {
    iss: key,
    sub: `voicectl-probe-${randomBytes(4).toString('hex')}`,
    nbf: second,
    exp: second + TOKEN_SECONDS,
    video: { roomJoin: true, room, canPublish: false, canPublishData: false, canSubscribe: true, hidden: true },
    roomConfig: { emptyTimeout: 1, departureTimeout: 1, agents: [{ agentName: NOBODY }] },
  }
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
