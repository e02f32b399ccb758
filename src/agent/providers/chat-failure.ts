import { Failure, type Fix } from '../../core/failure.ts'
import { maskSecrets } from '../../core/mask.ts'
import { printable } from '../../core/printable.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'
import { CutAnswer, NotAChatAnswer } from './chat-response.ts'

/** What is known of the server that failed. */
export interface ChatServer {
  provider: ProviderId
  model: string
  baseUrl: string
  key: string | null
}

const LONGEST_REASON = 300

interface HttpError extends Error {
  status?: number
  headers?: Headers
}

type Described = { code: string; message: string; fix: Fix[]; retryable?: boolean }

/** A provider's error as a Failure that says which provider, which status and what to do. The key never appears in it. */
export function chatFailure(error: unknown, server: ChatServer, started: boolean): Failure {
  if (error instanceof Failure) return error
  const { status } = error as HttpError
  const described = typeof status === 'number' ? describeStatus(status, error as HttpError, server) : describeBreak(error, server, started)
  const why = reasonOf(error, server)
  return new Failure({ ...described, ...(why === '' ? {} : { why }), cause: error })
}

/** The provider sent nothing for too long: before its first token, or in the middle of an answer. */
export function silenceFailure(server: ChatServer, started: boolean, timeoutMs: number): Failure {
  const { label } = providers[server.provider]
  const seconds = `${timeoutMs / 1000} s`
  return new Failure({
    code: 'LLM_TIMEOUT',
    message: started ? `${label} stopped in the middle of an answer` : `${label} did not begin to answer`,
    why: `Nothing came from ${server.model} for ${seconds}.`,
    fix: [{ text: 'Try again, or set providers.llm.fallback in voicectl.yaml to another provider' }],
    retryable: true,
  })
}

/** The provider ended its answer without a word. */
export function emptyFailure(server: ChatServer): Failure {
  return new Failure({
    code: 'LLM_EMPTY',
    message: `${providers[server.provider].label} gave an empty answer`,
    why: `${server.model} ended its answer without any text.`,
    fix: [{ text: 'Try again, or choose another model in voicectl.yaml (providers.llm.model)' }],
    retryable: true,
  })
}

function describeStatus(status: number, error: HttpError, server: ChatServer): Described {
  const { label, keys } = providers[server.provider]
  if (status === 401 || status === 403 || (status === 400 && /api.?key/i.test(error.message))) {
    return { code: 'LLM_KEY_REJECTED', message: `${label} refused ${keys[0] ?? 'the key'} (${status})`, fix: keyFix(server) }
  }
  if (status === 429 || status === 402) {
    const wait = Number(error.headers?.get('retry-after'))
    const again = wait > 0 ? `Wait ${wait} s, as ${label} asks` : 'Wait a little'
    const page = providers[server.provider].keyPage
    const text = `${again}, or raise the quota or top up the account${page === null ? '' : ` at ${page}`}`
    return { code: 'LLM_QUOTA', message: `${label} says that its quota is used up (${status})`, fix: [{ text }], retryable: true }
  }
  if (status === 404) {
    const text = 'Set providers.llm.model (and baseUrl, where you set one) in voicectl.yaml to what the provider offers'
    return { code: 'LLM_MODEL_UNKNOWN', message: `${label} does not know the model ${server.model} (404)`, fix: [{ text }] }
  }
  if (status >= 500 || status === 408) {
    const text = 'Try again, or set providers.llm.fallback in voicectl.yaml to another provider'
    return { code: 'LLM_SERVER_ERROR', message: `${label} failed on its side (${status})`, fix: [{ text }], retryable: true }
  }
  const text = 'Check providers.llm in voicectl.yaml: model, temperature and baseUrl must suit the provider'
  return { code: 'LLM_REQUEST_REFUSED', message: `${label} refused the request (${status})`, fix: [{ text }] }
}

function describeBreak(error: unknown, server: ChatServer, started: boolean): Described {
  const { label } = providers[server.provider]
  if (started || error instanceof CutAnswer) {
    const text = 'Try again; when it keeps happening, set providers.llm.fallback in voicectl.yaml to another provider'
    return { code: 'LLM_INTERRUPTED', message: `${label} broke off in the middle of an answer`, fix: [{ text }], retryable: true }
  }
  // The client parses each event's JSON, and lets the SyntaxError through.
  if (error instanceof NotAChatAnswer || error instanceof SyntaxError) {
    const text =
      'Check baseUrl of providers.llm in voicectl.yaml: it must be the address that /chat/completions follows, often ending in /v1'
    const place = placeOf(server.baseUrl)
    return { code: 'LLM_NOT_COMPATIBLE', message: `${label} at ${place} did not answer as a chat-completions server`, fix: [{ text }] }
  }
  const text =
    server.provider === 'local'
      ? `Start the model server, or set providers.llm.baseUrl in voicectl.yaml to where it listens`
      : 'Check the network, and providers.llm.baseUrl in voicectl.yaml where you set one'
  return { code: 'LLM_UNREACHABLE', message: `Couldn't reach ${label} at ${placeOf(server.baseUrl)}`, fix: [{ text }], retryable: true }
}

/** A base URL without a user name or password that it may carry. */
function placeOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return `${origin}${pathname}`
}

/** How to get a key that works. */
export function keyFix({ provider }: Pick<ChatServer, 'provider'>): Fix[] {
  const { keys, keyPage } = providers[provider]
  if (keys[0] === undefined) return [{ text: 'Check that the server asks for no key' }]
  return [{ text: `Put a valid ${keys[0]} into .env${keyPage === null ? '' : `; make one at ${keyPage}`}` }]
}

/** The innermost message: the outer ones of a connection error say no more than that there was one. */
function reasonOf(error: unknown, { key }: ChatServer): string {
  let text = ''
  for (let link = error; link instanceof Error; link = link.cause) text = link.message || text
  const safe = maskSecrets(printable(text.replaceAll(/\s+/g, ' ')).trim(), key === null ? [] : [key])
  return safe.length > LONGEST_REASON ? `${safe.slice(0, LONGEST_REASON)}…` : safe
}
