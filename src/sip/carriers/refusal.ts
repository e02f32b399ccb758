import { Failure } from '../../core/failure.ts'
import { carriers, type CarrierProvider } from '../../stack/sip/carrier-names.ts'

/** What a carrier's API answered instead of a result. Its message is the carrier's own, with secrets masked. */
export class CarrierRefusal extends Error {
  /** HTTP status; null where no answer came. */
  readonly status: number | null
  /** The carrier's own code, such as Twilio's 21248; null where the answer has none. */
  readonly code: string | null
  /** True where the request may have been carried out all the same: no answer, or one of a server in trouble. */
  readonly mayBeDone: boolean

  constructor(message: string, { status, code, mayBeDone }: Pick<CarrierRefusal, 'status' | 'code' | 'mayBeDone'>) {
    super(message)
    this.name = 'CarrierRefusal'
    this.status = status
    this.code = code
    this.mayBeDone = mayBeDone
  }
}

/** A refusal as a failure that says why and what to do; anything else as it is. */
export function carrierFailure(error: unknown, provider: CarrierProvider): Error {
  if (!(error instanceof CarrierRefusal)) return error as Error
  const { label, keyPage } = carriers[provider]
  const { status, code, message } = error
  const words = code === null ? message : `${message} (${label} ${code})`
  if (status === null) {
    return new Failure({
      code: 'CARRIER_UNREACHABLE',
      message: `Couldn't reach ${label}`,
      why: words,
      fix: [{ text: 'See whether this machine reaches it', command: 'voicectl doctor --only carrier' }],
      retryable: true,
      cause: error,
    })
  }
  if (status === 401 || status === 403) {
    return new Failure({
      code: 'CARRIER_KEY_REFUSED',
      message: `${label} refuses the credentials in .env`,
      why: `It says ${status}: ${words}`,
      fix: [{ text: `Copy them from ${keyPage ?? 'its console'} into .env; they need the right to read and change trunks and numbers` }],
      exit: 2,
      cause: error,
    })
  }
  if (status === 429) {
    return new Failure({
      code: 'CARRIER_LIMITED',
      message: `${label} takes no more requests just now`,
      why: words,
      fix: [{ text: 'Run the same command again in a minute; it goes on where it stopped' }],
      retryable: true,
      cause: error,
    })
  }
  return new Failure({
    code: 'CARRIER_REFUSED',
    message: `${label} refused it: ${words}`,
    why: status >= 500 ? `It says ${status}: the trouble is on its side.` : `It says ${status}.`,
    fix: [
      {
        text:
          status >= 500
            ? 'Run the same command again later; it goes on where it stopped'
            : 'Change what it names, and run the same command again',
      },
    ],
    retryable: status >= 500,
    cause: error,
  })
}
