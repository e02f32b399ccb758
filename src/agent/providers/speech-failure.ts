import { APIStatusError, APITimeoutError } from '@livekit/agents'
import { Failure, type Fix } from '../../core/failure.ts'
import { maskSecrets } from '../../core/mask.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'

/** A provider of speech (TTS) or of transcripts (STT), as far as its errors are concerned. */
export interface SpeechServer {
  kind: 'TTS' | 'STT'
  provider: ProviderId
  /** Where it is chosen, for example `providers.tts.hi`. */
  setting: string
  model: string
  baseUrl: string
  key: string | null
}

const LONGEST_REASON = 300

type Described = { code: string; message: string; fix: Fix[]; retryable?: boolean }

/** What a provider raised as a Failure that says which provider, what happened and what to do. The key never appears in it. */
export function speechFailure(error: unknown, server: SpeechServer): Failure {
  if (error instanceof Failure) return error
  const why = reasonOf(error, server)
  return new Failure({ ...describe(error, server), ...(why === '' ? {} : { why }), cause: error })
}

/** A provider whose key is not set. */
export function keyMissing({ kind, provider, setting }: Pick<SpeechServer, 'kind' | 'provider' | 'setting'>): Failure {
  const { label, keys } = providers[provider]
  return new Failure({
    code: `${kind}_KEY_MISSING`,
    message: `${keys[0] ?? `The key of ${label}`} is not set`,
    why: `${setting} in voicectl.yaml chooses ${label}.`,
    fix: keyFix(provider),
    exit: 2,
  })
}

/** True when only another key helps. */
export function keyRejected({ code }: Failure): boolean {
  return code.endsWith('_KEY_REJECTED')
}

/** A failure in one line of a log. */
export function failureLine({ message, why, fix }: Failure): string {
  const sentences = [message, why, ...fix.map(({ text }) => text)].filter((text) => text !== null && text !== '')
  return sentences.map((text) => `${String(text).replace(/[.\s]+$/, '')}.`).join(' ')
}

function describe(error: unknown, server: SpeechServer): Described {
  const { kind, provider, setting, model, baseUrl } = server
  const { label, keys, keyPage } = providers[provider]
  const fallback = kind === 'TTS' ? `, or set ${setting}.fallback in voicectl.yaml to another provider` : ''
  if (error instanceof APITimeoutError) {
    return { code: `${kind}_TIMEOUT`, message: `${label} sent nothing`, fix: [{ text: `Try again${fallback}` }], retryable: true }
  }
  const status = statusOf(error)
  if (status === 401 || status === 403 || (status === 400 && /api.?key/i.test((error as Error).message))) {
    return { code: `${kind}_KEY_REJECTED`, message: `${label} refused ${keys[0] ?? 'the request'} (${status})`, fix: keyFix(provider) }
  }
  if (status === 429 || status === 402) {
    const text = `Wait, raise the quota or top up the account${keyPage === null ? '' : ` at ${keyPage}`}${fallback}`
    return { code: `${kind}_QUOTA`, message: `${label} says that its quota is used up (${status})`, fix: [{ text }], retryable: true }
  }
  if (status !== null && status >= 500) {
    const text = `Try again${fallback}`
    return { code: `${kind}_SERVER_ERROR`, message: `${label} failed on its side (${status})`, fix: [{ text }], retryable: true }
  }
  if (status !== null) {
    const text = `Check ${setting} in voicectl.yaml: model (${model}), voice and baseUrl must suit the provider`
    return { code: `${kind}_REQUEST_REFUSED`, message: `${label} refused the request (${status})`, fix: [{ text }] }
  }
  const text =
    provider === 'local'
      ? `Start the server, or set ${setting}.baseUrl in voicectl.yaml to where it listens${fallback}`
      : `Check the network, and ${setting}.baseUrl in voicectl.yaml where you set one${fallback}`
  return { code: `${kind}_UNREACHABLE`, message: `${label} at ${placeOf(baseUrl)} failed`, fix: [{ text }], retryable: true }
}

function keyFix(provider: ProviderId): Fix[] {
  const { keys, keyPage } = providers[provider]
  if (keys[0] === undefined) return [{ text: 'Check that the server asks for no key' }]
  return [{ text: `Put a valid ${keys[0]} into .env${keyPage === null ? '' : `; make one at ${keyPage}`}` }]
}

/** The HTTP status behind an error, or null. A WebSocket's close code is none. */
function statusOf(error: unknown): number | null {
  const status = error instanceof APIStatusError ? error.statusCode : (error as { status?: unknown }).status
  return typeof status === 'number' && status >= 400 && status < 600 ? status : null
}

/** A base URL without a user name or password that it may carry. */
function placeOf(baseUrl: string): string {
  const { protocol, host, pathname } = new URL(baseUrl)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

function reasonOf(error: unknown, { key }: SpeechServer): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim()
  const safe = maskSecrets(text, key === null ? [] : [key])
  return safe.length > LONGEST_REASON ? `${safe.slice(0, LONGEST_REASON)}…` : safe
}
