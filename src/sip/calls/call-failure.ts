import { Failure } from '../../core/failure.ts'
import { maskNumber } from '../../core/phone.ts'
import { printableLine } from '../../core/printable.ts'
import { sipStatusWords } from '../../core/sip-status.ts'
import { sipStatusOf } from '../../livekit/calls.ts'
import { apiError, type ServerAccess } from '../../livekit/server-api.ts'
import { ApiRefusal } from '../../livekit/twirp.ts'
import { sipFailure } from '../failure.ts'

/** Why a call was not answered, as a Failure; anything else as it is. */
export async function callFailure(error: unknown, number: string, access: ServerAccess): Promise<Error> {
  const refusal = asRefusal(error)
  if (!(refusal instanceof ApiRefusal)) return refusal
  const called = maskNumber(number)
  const status = sipStatusOf(refusal)
  if (status !== null) {
    const { said, ...rest } = toldBy(status)
    return new Failure({ code: 'CALL_FAILED', message: `The call to ${called} failed: ${said}`, ...rest, cause: refusal })
  }
  const text = refusal.message
  if (/no response from servers/i.test(text)) return noSipService(refusal)
  if (/requested sip trunk does not exist/i.test(text)) return noTrunk(refusal)
  if (/timed out|timeout|deadline/i.test(text)) return unanswered(called, refusal)
  return sipFailure(refusal, access)
}

/** Why a caller could not be handed over. */
export async function transferFailure(error: unknown, to: string, access: ServerAccess): Promise<Error> {
  const refusal = asRefusal(error)
  if (!(refusal instanceof ApiRefusal)) return refusal
  const status = sipStatusOf(refusal)
  if (status !== null) {
    const { said, ...rest } = toldBy(status)
    return new Failure({ code: 'TRANSFER_FAILED', message: `The transfer to ${to} failed: ${said}`, ...rest, cause: refusal })
  }
  if (/no response from servers/i.test(refusal.message)) {
    return new Failure({
      code: 'CALL_NOT_HELD',
      message: 'No livekit-sip holds this call any more',
      why: refusal.message,
      fix: [{ text: 'See whether the caller is still there', command: 'voicectl doctor --only sip' }],
      cause: refusal,
    })
  }
  return sipFailure(refusal, access)
}

/** What the SDK or our own client raised, as the latter raises it; anything else as it is. */
export function asRefusal(error: unknown): Error {
  if (error instanceof ApiRefusal || error instanceof Failure) return error
  const { status, code, message } = apiError(error)
  return status === null && !isNetwork(error) ? (error as Error) : new ApiRefusal(message, { status, code })
}

function isNetwork(error: unknown): boolean {
  const { name, cause } = error as Error
  return name === 'TimeoutError' || name === 'AbortError' || (cause as { code?: unknown } | undefined)?.code !== undefined
}

/** What the carrier's status means, with its own words where it has any. */
function toldBy({ code, text }: { code: number; text: string }) {
  const { words, why, fix, retryable } = sipStatusWords(code)
  const own = text !== '' && !text.startsWith('SIP_STATUS_') ? ` ${printableLine(text)}` : ''
  return { said: `${words} (${code}${own})`, why, fix: fix === null ? [] : [{ text: fix }], retryable }
}

function unanswered(called: string, cause: ApiRefusal): Failure {
  return new Failure({
    code: 'CALL_UNANSWERED',
    message: `${called} did not answer in time`,
    why: 'It rang until the time for it was over.',
    fix: [{ text: 'Try again later, or let it ring longer with --timeout' }],
    retryable: true,
    cause,
  })
}

function noSipService(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'SIP_SERVICE_MISSING',
    message: 'No livekit-sip takes calls for this LiveKit server',
    why: 'None listens on the Redis of the server: it does not run, uses another Redis, or has a cluster_id.',
    fix: [
      { text: 'See what is wrong with it', command: 'voicectl doctor --only sip' },
      { text: 'Start livekit-sip with the same Redis as the server' },
    ],
    cause,
  })
}

function noTrunk(cause: ApiRefusal): Failure {
  return new Failure({
    code: 'OUTBOUND_TRUNK_GONE',
    message: 'The server does not have this outbound trunk any more',
    why: 'Its Redis was emptied, or the trunk belongs to another project.',
    fix: [{ text: 'Make it again', command: 'voicectl sip apply' }],
    cause,
  })
}
