import { Failure, type Fix } from '../../core/failure.ts'
import { carriers } from '../../stack/sip/carrier-names.ts'
import { CarrierRefusal, type Trouble } from './refusal.ts'
import type { CarrierWant } from './want.ts'

/** Who was asked, and where. */
type Asked = Pick<CarrierWant, 'provider' | 'label' | 'baseUrl'>

/** A refusal as a failure that says why and what to do; anything else as it is. */
export function carrierFailure(error: unknown, asked: Asked): Error {
  if (!(error instanceof CarrierRefusal)) return error as Error
  return FAILURES[error.trouble](error, asked)
}

const FAILURES: Record<Trouble, (refusal: CarrierRefusal, asked: Asked) => Failure> = {
  unanswered: unreachable,
  'sent-on': sentOn,
  unlike,
  refused: (refusal, asked) => {
    const { status } = refusal
    if (status === 401 || status === 403) return keyRefused(refusal, asked)
    if (status === 404) return notFound(refusal, asked)
    return status === 429 ? limited(refusal, asked) : refused(refusal, asked)
  },
}

function unreachable(refusal: CarrierRefusal, { label, baseUrl }: Asked): Failure {
  return new Failure({
    code: 'CARRIER_UNREACHABLE',
    message: `Couldn't reach ${label}`,
    why: `${refusal.request}: ${refusal.message}`,
    fix: [
      ...(baseUrl === null ? [] : [{ text: `See that something answers at sip.carrier.baseUrl (${baseUrl})` }]),
      { text: 'See whether this machine reaches it', command: 'voicectl doctor --only carrier' },
    ],
    retryable: true,
    cause: refusal,
  })
}

function sentOn(refusal: CarrierRefusal, asked: Asked): Failure {
  return new Failure({
    code: 'CARRIER_SENT_ON',
    message: `${asked.label} says to ask elsewhere, where the credentials must not go`,
    why: `${refusal.request} is answered with ${refusal.status}: ${refusal.message}.`,
    fix: [addressFix(asked, 'Give the address of the API itself')],
    cause: refusal,
  })
}

function unlike(refusal: CarrierRefusal, asked: Asked): Failure {
  return new Failure({
    code: 'CARRIER_ANSWER_UNREADABLE',
    message: `${asked.label} answers in a form that voicectl does not know`,
    why: `${refusal.request} answers ${refusal.status}: ${refusal.message}.`,
    fix: [addressFix(asked, 'See that it is the API itself, and no page of somebody in between')],
    cause: refusal,
  })
}

function keyRefused(refusal: CarrierRefusal, { provider, label }: Asked): Failure {
  return new Failure({
    code: 'CARRIER_KEY_REFUSED',
    message: `${label} refuses the credentials in .env`,
    why: said(refusal, label),
    fix: [
      {
        text: `Copy them from ${carriers[provider].keyPage ?? 'its console'} into .env; they need the right to read and change trunks and numbers`,
      },
    ],
    exit: 2,
    cause: refusal,
  })
}

function notFound(refusal: CarrierRefusal, asked: Asked): Failure {
  return new Failure({
    code: 'CARRIER_NOT_FOUND',
    message: `${asked.label} knows nothing at ${refusal.request.replace(/^\S+ /, '')}`,
    why: said(refusal, asked.label),
    fix: [notFoundFix(refusal, asked)],
    cause: refusal,
  })
}

function limited(refusal: CarrierRefusal, { label }: Asked): Failure {
  return new Failure({
    code: 'CARRIER_LIMITED',
    message: `${label} takes no more requests just now`,
    why: said(refusal, label),
    fix: [{ text: 'Run the same command again in a minute; it goes on where it stopped' }],
    retryable: true,
    cause: refusal,
  })
}

function refused(refusal: CarrierRefusal, asked: Asked): Failure {
  const { words, status, request } = refusal
  const { label } = asked
  const isItsFault = (status ?? 0) >= 500
  return new Failure({
    code: 'CARRIER_REFUSED',
    message: `${label} refused it: ${words === null ? `${request} answers ${status}` : withCode(words, refusal, label)}`,
    why: isItsFault
      ? `The trouble is on its side: it answers ${status}.`
      : words === null
        ? 'It gives no reason.'
        : `It says ${status} to ${request}.`,
    fix: [isItsFault ? { text: 'Run the same command again later; it goes on where it stopped' } : refusedFix(words, asked)],
    retryable: isItsFault,
    cause: refusal,
  })
}

/** What the carrier says, with its status and its own code. */
function said(refusal: CarrierRefusal, label: string): string {
  const { status, words, code } = refusal
  if (words === null) return `It says ${status}${code === null ? ' and nothing else' : ` (${label} ${code})`}.`
  return `It says ${status}: ${withCode(words, refusal, label)}`
}

function withCode(words: string, { code }: CarrierRefusal, label: string): string {
  return code === null ? words : `${words} (${label} ${code})`
}

function refusedFix(words: string | null, asked: Asked): Fix {
  if (words !== null) return { text: 'Change what it names, and run the same command again' }
  if (asked.baseUrl !== null) return addressFix(asked, 'See that it is the API itself')
  return {
    text: `Look at ${carriers[asked.provider].keyPage ?? 'its console'} for what is wrong with the account, and run the same command again`,
  }
}

/** Where an account is named in the address, that is what a wrong one of answers 404. */
function notFoundFix({ request }: CarrierRefusal, asked: Asked): Fix {
  const { provider, baseUrl } = asked
  if (baseUrl !== null || provider === 'signalwire') return addressFix(asked, 'See that it is the API itself')
  if (provider === 'twilio' && request.includes('/Accounts/'))
    return {
      text: `Compare the account SID in .env with ${carriers.twilio.keyPage}: it begins with AC, and what is in region IE1 or AU1 alone is not found, as voicectl asks US1`,
    }
  return { text: `Look whether it is still there at ${carriers[provider].keyPage ?? 'its console'}, and run the same command again` }
}

/** Where the API is asked comes from sip.carrier.baseUrl, from SignalWire's space, or is the carrier's own address. */
function addressFix({ provider, label, baseUrl }: Asked, what: string): Fix {
  if (baseUrl !== null) return { text: `${what}: sip.carrier.baseUrl is ${baseUrl}; without it ${label}'s own API is asked` }
  const { keyPage } = carriers[provider]
  if (provider === 'signalwire') return { text: `Compare SignalWire's space and project in .env with ${keyPage}` }
  return { text: `See whether a proxy of this network answers in the place of ${label}, and run the same command again` }
}
