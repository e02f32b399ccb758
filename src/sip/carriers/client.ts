import { maskSecrets } from '../../core/mask.ts'
import { limitedText } from '../../platform/limited-text.ts'
import { CarrierRefusal, type RefusalOptions } from './refusal.ts'
import { UnlikeAnswer, type Reader } from './shape.ts'

/** Waits; raises where `signal` is aborted. Tests need no time for it. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export interface ClientOptions {
  /** Scheme and host of the API; nothing is ever sent elsewhere. */
  origin: string
  headers: Readonly<Record<string, string>>
  /** Never to be shown, also where the carrier repeats them. */
  secrets: readonly string[]
  /** The carrier's own code and words in the body of an error. */
  readError: (body: unknown) => { code: string | null; message: string | null }
  pause: Pause
  signal: AbortSignal
  /** Told when it has to wait for the carrier. */
  onWait?: (seconds: number) => void
}

export interface CarrierRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the origin on, with its query. */
  path: string
  form?: Readonly<Record<string, string>>
  json?: object
  /** True where doing it twice is the same as doing it once. All but POST are so by themselves. */
  repeatable?: boolean
}

const REQUEST_MS = 15_000
const TRIES = 4
const REDIRECTS = [301, 302, 303, 307, 308]
/** Nobody waits longer for a carrier that asks for it. */
const LONGEST_WAIT_MS = 60_000

/** A carrier's HTTP API. Raises CarrierRefusal. */
export class CarrierClient {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** The answer as `read` takes it. */
  async ask<T>(request: CarrierRequest, read: Reader<T>): Promise<T> {
    const { status, body } = await this.#answered(request)
    try {
      return read(body, '')
    } catch (error) {
      if (!(error instanceof UnlikeAnswer)) throw error
      throw refusalOf(request, { trouble: 'unlike', status, words: error.message, mayBeDone: request.method !== 'GET' })
    }
  }

  get<T>(path: string, read: Reader<T>): Promise<T> {
    return this.ask({ method: 'GET', path }, read)
  }

  /** Asks for something whose answer nobody needs. */
  async send(request: CarrierRequest): Promise<void> {
    await this.#answered(request)
  }

  /** Waits as long as a carrier may need until what was written is seen in what is read. */
  settle(attempt: number): Promise<void> {
    return this.#options.pause(backoffMs(attempt), this.#options.signal)
  }

  async #answered(request: CarrierRequest): Promise<Answer> {
    const isRepeatable = request.repeatable ?? request.method !== 'POST'
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(request)
      } catch (error) {
        const { status, mayBeDone, retryAfterMs } = error as Refused
        // What a carrier refuses for its pace it has not done: that is safe to send again, also a create.
        const again = status === 429 || (mayBeDone && isRepeatable)
        const wait = retryAfterMs ?? backoffMs(attempt)
        if (!again || attempt === TRIES || wait > LONGEST_WAIT_MS || this.#options.signal.aborted) throw error
        if (status === 429) this.#options.onWait?.(Math.ceil(wait / 1000))
        await this.#options.pause(wait, this.#options.signal)
      }
    }
  }

  async #once(request: CarrierRequest): Promise<Answer> {
    const { response, text } = await this.#fetched(request)
    const { status } = response
    if (REDIRECTS.includes(status)) throw sentOn(request, response)
    if (!response.ok) throw this.#refused(request, { response, text })
    return { status, body: parsed(request, { status, text }) }
  }

  async #fetched(request: CarrierRequest): Promise<{ response: Response; text: string }> {
    const { origin, headers, signal } = this.#options
    const { method, path } = request
    const { type, body } = bodyOf(request)
    const limit = AbortSignal.timeout(REQUEST_MS)
    try {
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: { accept: 'application/json', ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any([signal, limit]),
        // Never followed: credentials are for this carrier alone.
        redirect: 'manual',
      })
      return { response, text: response.body ? await limitedText(response.body) : '' }
    } catch (error) {
      throw this.#unanswered(request, error as Error)
    }
  }

  #refused(request: CarrierRequest, { response: { status, headers }, text }: { response: Response; text: string }): CarrierRefusal {
    const { code, message } = this.#options.readError(jsonOrNull(text))
    const words = message === null ? null : this.#shown(message)
    const refusal: Refused = refusalOf(request, {
      trouble: 'refused',
      status,
      code: code === null ? null : this.#shown(code),
      words,
      mayBeDone: status >= 500,
    })
    const after = retryAfter(headers.get('retry-after') ?? (status === 429 ? headers.get('x-ratelimit-reset') : null))
    if (after !== null) refusal.retryAfterMs = after
    return refusal
  }

  #unanswered(request: CarrierRequest, error: Error): CarrierRefusal {
    const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message
    const words = error.name === 'TimeoutError' ? `no answer within ${REQUEST_MS / 1000} s` : this.#shown(reason)
    return refusalOf(request, { trouble: 'unanswered', status: null, words, mayBeDone: true })
  }

  #shown(text: string): string {
    const { secrets, headers } = this.#options
    // A header as it was sent, without the name of the scheme.
    const sent = Object.values(headers).flatMap((value) => value.split(' ').slice(1))
    return maskSecrets(text, [...secrets, ...secrets.map((secret) => encodeURIComponent(secret)), ...sent]).slice(0, 500)
  }
}

type Refused = CarrierRefusal & { retryAfterMs?: number }

interface Answer {
  status: number
  /** Null for one without a body. */
  body: unknown
}

function refusalOf({ method, path }: CarrierRequest, refusal: Omit<RefusalOptions, 'request'>): CarrierRefusal {
  return new CarrierRefusal({ ...refusal, request: `${method} ${path.replace(/\?.*$/s, '')}` })
}

/** Of where it leads only the host is told: the rest may hold a token. */
function sentOn(request: CarrierRequest, { status, url, headers }: Response): CarrierRefusal {
  const location = headers.get('location')
  const words = location !== null && URL.canParse(location, url) ? `it leads to ${new URL(location, url).host}` : 'it does not say where to'
  return refusalOf(request, { trouble: 'sent-on', status, words, mayBeDone: false })
}

function bodyOf({ form, json }: CarrierRequest): { type?: string; body?: string } {
  if (form) return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() }
  return json ? { type: 'application/json', body: JSON.stringify(json) } : {}
}

function parsed(request: CarrierRequest, { status, text }: { status: number; text: string }): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw refusalOf(request, { trouble: 'unlike', status, words: 'the answer is no JSON', mayBeDone: true })
  }
}

/** 1, 2 and 4 seconds. */
function backoffMs(attempt: number): number {
  return 500 * 2 ** attempt
}

/** Seconds or a date; null for what is neither. */
function retryAfter(text: string | null): number | null {
  if (text === null) return null
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** HTTP's basic authorization. */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
