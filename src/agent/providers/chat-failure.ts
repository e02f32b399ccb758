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
  /** What the server sent as `error`. */
  error?: unknown
}

/** Statuses of the errors that a server sends inside of its stream, after a 200, by OpenAI's names for them. */
const STREAMED: Readonly<Record<string, number>> = {
  invalid_api_key: 401,
  authentication_error: 401,
  insufficient_quota: 429,
  rate_limit_exceeded: 429,
  model_not_found: 404,
  invalid_request_error: 400,
}

type Described = { code: string; message: string; fix: Fix[]; retryable?: boolean }

/** A provider's error as a Failure that says which provider, which status and what to do. The key never appears in it. */
export function chatFailure(error: unknown, server: ChatServer, started: boolean): Failure {
  if (error instanceof Failure) return error
  const refusal = refusalOf(error as HttpError, started)
  const described = refusal === null ? describeBreak(error, server, started) : describeRefusal(refusal, error as HttpError, server)
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

interface Refusal {
  status: number
  /** The provider's own word for it. */
  word: string
}

/** What the provider refused or failed with: by its status, or by an error that is the first thing in its stream. */
function refusalOf({ status, error }: HttpError, started: boolean): Refusal | null {
  if (typeof status === 'number') return { status, word: String(status) }
  if (started || error === undefined || error === null) return null
  const { code, type } = error as { code?: unknown; type?: unknown }
  // OpenRouter's code is the status itself.
  if (Number(code) >= 400 && Number(code) < 600) return { status: Number(code), word: String(code) }
  const words = [code, type].filter((word) => typeof word === 'string').map(printable)
  const known = words.find((word) => word in STREAMED)
  return { status: STREAMED[known ?? ''] ?? 500, word: known ?? words[0] ?? 'an error in its stream' }
}

function describeRefusal({ status, word }: Refusal, error: HttpError, server: ChatServer): Described {
  const { label, keys } = providers[server.provider]
  if (status === 401 || status === 403 || (status === 400 && /api.?key/i.test(error.message))) {
    return { code: 'LLM_KEY_REJECTED', message: `${label} refused ${keys[0] ?? 'the key'} (${word})`, fix: keyFix(server) }
  }
  if (status === 429 || status === 402) {
    const wait = Number(error.headers?.get('retry-after'))
    const again = wait > 0 ? `Wait ${wait} s, as ${label} asks` : 'Wait a little'
    const page = providers[server.provider].keyPage
    const text = `${again}, or raise the quota or top up the account${page === null ? '' : ` at ${page}`}`
    return { code: 'LLM_QUOTA', message: `${label} says that its quota is used up (${word})`, fix: [{ text }], retryable: true }
  }
  if (status === 404) {
    const text = 'Set providers.llm.model (and baseUrl, where you set one) in voicectl.yaml to what the provider offers'
    return { code: 'LLM_MODEL_UNKNOWN', message: `${label} does not know the model ${server.model} (${word})`, fix: [{ text }] }
  }
  if (status >= 500 || status === 408) {
    const text = 'Try again, or set providers.llm.fallback in voicectl.yaml to another provider'
    return { code: 'LLM_SERVER_ERROR', message: `${label} failed on its side (${word})`, fix: [{ text }], retryable: true }
  }
  const text = 'Check providers.llm in voicectl.yaml: model, temperature and baseUrl must suit the provider'
  return { code: 'LLM_REQUEST_REFUSED', message: `${label} refused the request (${word})`, fix: [{ text }] }
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
