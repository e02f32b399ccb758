import { Failure } from '../core/failure.ts'
import { ApiRefusal } from '../livekit/twirp.ts'

/** What a LiveKit API did not answer, as a failure; anything else stays what it is. */
export function apiFailure(error: unknown, url: string): unknown {
  if (!(error instanceof ApiRefusal)) return error
  const { status, message } = error
  if (status === null) {
    return new Failure({
      code: 'LIVEKIT_UNREACHABLE',
      message: `Couldn't reach LiveKit at ${url}`,
      why: `${message}.`,
      fix: [
        { text: 'Start the stack', command: 'voicectl up' },
        { text: 'Or look what is wrong with it', command: 'voicectl doctor' },
      ],
      retryable: true,
      cause: error,
    })
  }
  if (status === 401) {
    return new Failure({
      code: 'LIVEKIT_KEY_REFUSED',
      message: `LiveKit at ${url} does not accept the key`,
      why: `${message}.`,
      fix: [{ text: 'See whether key, secret or clock is to blame', command: 'voicectl doctor --only server.auth' }],
      exit: 2,
      cause: error,
    })
  }
  if (message.includes('sip not connected')) {
    return new Failure({
      code: 'SIP_NOT_CONNECTED',
      message: `LiveKit at ${url} has no telephony`,
      why: 'Trunks and rules are kept in Redis, and this server runs without one.',
      fix: [{ text: 'Set telephony.enabled: true in voicectl.yaml, and start the stack again', command: 'voicectl restart' }],
      cause: error,
    })
  }
  return new Failure({ code: 'LIVEKIT_API_REFUSED', message: `LiveKit at ${url} refuses: ${message}`, cause: error })
}
