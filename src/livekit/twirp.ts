import { AccessToken, type SIPGrant, type VideoGrant } from 'livekit-server-sdk'
import { post } from '../platform/post-json.ts'
import { withoutToken, type ServerAccess } from './server-api.ts'

/** What a LiveKit API answered instead of a result. */
export class ApiRefusal extends Error {
  /** HTTP status; null where no answer came. */
  readonly status: number | null
  /** Twirp's code, such as `invalid_argument`; null where the answer has none. */
  readonly code: string | null
  readonly meta: Readonly<Record<string, string>>

  constructor(message: string, { status, code, meta = {} }: { status: number | null; code: string | null; meta?: Record<string, string> }) {
    super(message)
    this.name = 'ApiRefusal'
    this.status = status
    this.code = code
    this.meta = meta
  }
}

export interface CallOptions {
  withinSeconds?: number
}

export type Grants = { sip?: SIPGrant; video?: VideoGrant }

const DEFAULT_SECONDS = 10
const TOKEN_SECONDS = 600
/** A token is replaced this long before it ends. */
const SPARE_MS = 60_000

/** One service of LiveKit's API, called with JSON. The SDK's clients leave out fields that the API has, and hide what it answered. */
export class TwirpService {
  /** Requests sent so far. */
  requests = 0
  readonly #access: ServerAccess
  readonly #service: string
  readonly #grants: Grants
  #token: { jwt: string; until: number } | null = null

  constructor(access: ServerAccess, service: string, grants: Grants) {
    this.#access = access
    this.#service = service
    this.#grants = grants
  }

  /** The result of one method. Raises ApiRefusal, also where no answer came in time. */
  async call(
    method: string,
    request: object,
    { withinSeconds = this.#access.withinSeconds ?? DEFAULT_SECONDS }: CallOptions = {},
  ): Promise<unknown> {
    const limit = AbortSignal.timeout(withinSeconds * 1000)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await this.#signed()}` }
    this.requests += 1
    try {
      const { status, text } = await post(new URL(`${this.#base}/twirp/livekit.${this.#service}/${method}`), {
        headers,
        body: JSON.stringify(request),
        signal: limit,
      })
      if (status !== 200) throw refusal(status, text)
      return parsed(text)
    } catch (error) {
      throw error instanceof ApiRefusal ? error : noAnswer(error as Error, { withinSeconds, isLate: limit.aborted })
    }
  }

  get #base(): string {
    return this.#access.url.replace(/^ws/, 'http').replace(/\/$/, '')
  }

  async #signed(): Promise<string> {
    if (this.#token === null || this.#token.until < Date.now() + SPARE_MS) {
      const { key, secret } = this.#access
      const token = new AccessToken(key, secret, { identity: 'voicectl', ttl: TOKEN_SECONDS })
      if (this.#grants.sip) token.addSIPGrant(this.#grants.sip)
      if (this.#grants.video) token.addGrant(this.#grants.video)
      this.#token = { jwt: await token.toJwt(), until: Date.now() + TOKEN_SECONDS * 1000 }
    }
    return this.#token.jwt
  }
}

function parsed(text: string): unknown {
  const value = valueOf(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new ApiRefusal('it answered with something else than LiveKit does', { status: 200, code: null })
}

function refusal(status: number, text: string): ApiRefusal {
  const { code, msg, meta } = (valueOf(text) ?? {}) as { code?: unknown; msg?: unknown; meta?: Record<string, string> }
  const said = withoutToken(typeof msg === 'string' ? msg : text.slice(0, 300))
  return new ApiRefusal(said === '' ? `it answered ${status}` : said, {
    status,
    code: typeof code === 'string' ? code : null,
    ...(typeof meta === 'object' && meta !== null ? { meta } : {}),
  })
}

/** What a JSON text holds; null for any other. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function noAnswer(error: Error, { withinSeconds, isLate }: { withinSeconds: number; isLate: boolean }): ApiRefusal {
  const reason = (error as NodeJS.ErrnoException).code ?? error.message
  return new ApiRefusal(isLate ? `no answer within ${withinSeconds} s` : reason, { status: null, code: isLate ? 'timeout' : reason })
}
