import type { Fix } from '../core/failure.ts'
import type { Subject } from './subject.ts'

/** How a program of this stack is started, as far as files tell. */
export function startFix({ stack, target }: Pick<Subject, 'stack' | 'target'>, service: string): Fix {
  if (stack !== null && target === 'local') return { text: `Start the stack, ${service} with it`, command: 'voicectl up' }
  return { text: `Start ${service}`, command: 'docker compose up --detach' }
}

/** How the SIP service of this stack is started. */
export function sipStartFix({ stack }: Pick<Subject, 'stack'>): Fix {
  const text = 'Start livekit-sip, with the same Redis, key and secret as the server; its log says what it lacks'
  return stack ? { text } : { text, command: 'docker compose up --detach' }
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
