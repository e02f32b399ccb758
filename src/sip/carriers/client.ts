import { maskSecrets } from '../../core/mask.ts'
import { CarrierRefusal } from './refusal.ts'

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
/** Nobody waits longer for a carrier that asks for it. */
const LONGEST_WAIT_MS = 60_000

/** A carrier's HTTP API. Raises CarrierRefusal. */
export class CarrierClient {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** The answer's JSON; null for one without a body. */
  async send(request: CarrierRequest): Promise<unknown> {
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

  get(path: string): Promise<unknown> {
    return this.send({ method: 'GET', path })
  }

  /** Waits as long as a carrier may need until what was written is seen in what is read. */
  settle(attempt: number): Promise<void> {
    return this.#options.pause(backoffMs(attempt), this.#options.signal)
  }

  async #once({ method, path, form, json }: CarrierRequest): Promise<unknown> {
    const { origin, headers, signal } = this.#options
    const limit = AbortSignal.timeout(REQUEST_MS)
    const [type, body] = form
      ? ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()]
      : json
        ? ['application/json', JSON.stringify(json)]
        : []
    let response: Response
    let text: string
    try {
      response = await fetch(`${origin}${path}`, {
        method,
        headers: { accept: 'application/json', ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any([signal, limit]),
        redirect: 'error',
      })
      text = await response.text()
    } catch (error) {
      throw this.#unanswered(error as Error)
    }
    if (response.ok) return this.#parsed(text, response.status)
    throw this.#refused(response, text)
  }

  #parsed(text: string, status: number): unknown {
    if (text.trim() === '') return null
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw new CarrierRefusal('it answers with something else than JSON', { status, code: null, mayBeDone: true })
    }
  }

  #refused(response: Response, text: string): CarrierRefusal {
    const { status, headers } = response
    const { code, message } = this.#options.readError(jsonOrNull(text))
    const refusal: Refused = new CarrierRefusal(this.#shown(message ?? `it answers ${status}`), { status, code, mayBeDone: status >= 500 })
    const after = retryAfter(headers.get('retry-after') ?? (status === 429 ? headers.get('x-ratelimit-reset') : null))
    if (after !== null) refusal.retryAfterMs = after
    return refusal
  }

  #unanswered(error: Error): CarrierRefusal {
    const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message
    const message = error.name === 'TimeoutError' ? `no answer within ${REQUEST_MS / 1000} s` : this.#shown(reason)
    return new CarrierRefusal(message, { status: null, code: null, mayBeDone: true })
  }

  #shown(text: string): string {
    const { secrets } = this.#options
    return maskSecrets(text, [...secrets, ...secrets.map((secret) => encodeURIComponent(secret))]).slice(0, 500)
  }
}

type Refused = CarrierRefusal & { retryAfterMs?: number }

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
