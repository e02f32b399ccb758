import { Failure } from '../core/failure.ts'
import type { ServerAccess } from '../livekit/server-api.ts'
import type { ApiRefusal } from '../livekit/twirp.ts'

/** What LiveKit's API refused, as a Failure that says why and what to do; anything else as it is. Asks the server which part of the key is wrong. */
export async function sipFailure(error: unknown, access: ServerAccess): Promise<Error> {
  const refusal = error as ApiRefusal
  if (refusal.name !== 'ApiRefusal') return refusal
  if (refusal.status === null) return unreachable(refusal, access)
  if (refusal.status === 401) return keyRefused(access, refusal)
  if (refusal.status === 403 || refusal.code === 'permission_denied') return notPermitted(refusal)
  if (/redis required|sip not connected/i.test(refusal.message)) return withoutRedis(refusal)
  if (refusal.code === 'bad_route') return tooOld(refusal)
  if (refusal.code === null && (refusal.status === 200 || refusal.status === 404 || (refusal.status >= 300 && refusal.status < 400)))
    return notLiveKit(refusal, access)
  if (/i\/o timeout|connection refused|no route to host/i.test(refusal.message)) return withoutItsRedis(refusal)
  return refused(refusal)
}

function unreachable(cause: ApiRefusal, { url }: ServerAccess): Failure {
  return new Failure({
    code: 'SERVER_UNREACHABLE',
    message: `Couldn't reach LiveKit at ${url}`,
    why: cause.message,
    fix: [{ text: 'See what keeps it from answering', command: 'voicectl doctor' }],
    retryable: true,
    cause,
  })
}

async function keyRefused(access: ServerAccess, cause: ApiRefusal): Promise<Failure> {
  const { probeKey } = await import('../livekit/probe.ts')
  const { status, detail } = await probeKey(access)
  return new Failure({
    code: 'SERVER_KEY_REFUSED',
    message: `LiveKit at ${access.url} refused the key ${access.key}`,
    why: status === 'accepted' ? cause.message : detail,
    fix: [
      status === 'clock'
        ? { text: 'Set the clock of this machine and of the server right' }
        : { text: 'Put the key and secret of this server into .env (LIVEKIT_API_KEY, LIVEKIT_API_SECRET)', command: 'voicectl check' },
    ],
    exit: 2,
    cause,
  })
}

function notPermitted(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SERVER_PERMISSION_MISSING',
    message: 'LiveKit does not let this key change telephony',
    why: cause.message,
    fix: [{ text: 'Use a key of the project that may administer SIP' }],
    cause,
  })
}

function withoutRedis(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SERVER_WITHOUT_REDIS',
    message: 'The LiveKit server has no Redis, so it keeps no trunks and no rules',
    why: 'The server, livekit-sip and egress talk to each other through one Redis, and trunks and rules are stored there.',
    fix: [
      { text: 'In voicectl.yaml set telephony.enabled: true, then derive the configs and start again', command: 'voicectl generate' },
      { text: 'For another server: set redis.address in its livekit.yaml to the Redis of livekit-sip, and start it again' },
    ],
    cause,
  })
}

/** What its Redis client says to it is all that the server says. */
function withoutItsRedis(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SERVER_REFUSED',
    message: `LiveKit could not do it: ${cause.message}`,
    why: 'Trunks and rules are stored in its Redis, which seems not to answer.',
    fix: [{ text: 'See whether it does', command: 'voicectl doctor --only redis' }],
    retryable: true,
    cause,
  })
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function tooOld(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SERVER_TOO_OLD',
    message: 'The LiveKit server is too old for this',
    why: `It has no such method (${cause.message}). Changes in place need livekit-server 1.9.0.`,
    fix: [{ text: 'Update livekit-server; what is on it stays in its Redis' }],
    cause,
  })
}

function notLiveKit(cause: ApiRefusal, { url }: ServerAccess): Failure {
  return new Failure({
    code: 'SERVER_NOT_LIVEKIT',
    message: `${url} answers, but not as LiveKit does`,
    why: cause.status === 200 ? `${capital(cause.message)}.` : `It said ${cause.status ?? ''}: ${cause.message}.`,
    fix: [{ text: "Look at the URL, and at what is in between: a proxy that hides the server's API, or another program" }],
    exit: 2,
    cause,
  })
}

function refused(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SERVER_REFUSED',
    message: `LiveKit refused it: ${cause.message}`,
    ...(cause.code === 'unknown' ? { why: 'The server gives no reason of its own for this.' } : {}),
    fix: [{ text: 'Change what it names; check looks at all of it', command: 'voicectl check' }],
    retryable: cause.status !== null && cause.status >= 500,
    cause,
  })
}
