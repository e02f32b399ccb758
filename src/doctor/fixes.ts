import type { Fix } from '../core/failure.ts'
import type { Subject } from './subject.ts'

/** How a program of this stack is started, as far as files tell. */
export function startFix({ stack, target }: Pick<Subject, 'stack' | 'target'>, service: string): Fix {
  if (stack !== null && target === 'local') return { text: `Start the stack, ${service} with it`, command: 'voicectl up' }
  return { text: `Start ${service}`, command: 'docker compose up --detach' }
}

/** How a program that runs already is started anew; all of the stack where none is named. */
export function againFix({ stack, target }: Pick<Subject, 'stack' | 'target'>, service?: string): Fix {
  const command = stack !== null && target === 'local' ? 'voicectl restart' : 'docker compose up --detach --force-recreate'
  return { text: `Start ${service ?? 'the stack'} again`, command: service === undefined ? command : `${command} ${service}` }
}

/** Where the words of a program of this stack are. */
export function logsFix({ stack, target }: Pick<Subject, 'stack' | 'target'>, service: string): Fix {
  const command = stack !== null && target === 'local' ? `voicectl logs ${service}` : `docker compose logs --tail 50 ${service}`
  return { text: `Read what ${service} says`, command }
}

/** What a failed connection means, in words; the code itself where it is a rare one. */
export function connectionTrouble(code: string): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'its name does not exist',
    EAI_AGAIN: 'its name could not be looked up',
    TIMEOUT: 'no answer came in time',
    ETIMEDOUT: 'no answer came in time',
    ECONNRESET: 'it breaks the connection',
    EHOSTUNREACH: 'there is no route to it',
    ENETUNREACH: 'there is no route to it',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate ends in one that nobody knows',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the chain to a known one',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an issuer that nobody knows',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
    ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS there',
    EPROTO: 'it speaks no TLS there',
  }
  return words[code] ?? code
}

/** The code of an error or of its cause: ECONNREFUSED, CERT_HAS_EXPIRED; its name or message where it has none. */
export function errorCode(error: unknown): string {
  const { code, cause, name, message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] }
  // What a signal aborts is a DOMException, whose code is a number of old.
  if (typeof code === 'string') return code
  if (cause !== undefined) return errorCode(cause)
  // A name with several addresses fails once for each.
  if (errors && errors.length > 0) return errorCode(errors[0])
  return name === 'TimeoutError' || name === 'AbortError' ? 'TIMEOUT' : message
}
