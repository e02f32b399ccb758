/** Where a LiveKit server is and what its API is asked with. */
export interface ServerAccess {
  /** ws://, wss://, http:// or https:// */
  url: string
  key: string
  secret: string
  /** How long one answer may take; a few seconds unless given. */
  withinSeconds?: number
}

const REQUEST_SECONDS = 5

/** The address and options that the SDK's clients take. Cloud's failover to other regions would outlast what asks here. */
export function clientArguments({
  url,
  key,
  secret,
  withinSeconds = REQUEST_SECONDS,
}: ServerAccess): [string, string, string, { requestTimeout: number; failover: boolean }] {
  return [url.replace(/^ws/, 'http').replace(/\/$/, ''), key, secret, { requestTimeout: withinSeconds, failover: false }]
}

export interface ApiError {
  /** HTTP status; null where no answer came. */
  status: number | null
  /** Twirp's code, such as `not_found`; null where the answer has none. */
  code: string | null
  /** One sentence without a token. */
  message: string
}

/** What the SDK raised, in words that may be shown. */
export function apiError(error: unknown): ApiError {
  const { status, code, message, name, cause } = error as Error & { status?: unknown; code?: unknown }
  const shown = withoutToken(message)
  if (typeof status === 'number') return { status, code: typeof code === 'string' ? code : null, message: shown }
  const timeout = name === 'TimeoutError' || name === 'AbortError'
  const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? shown
  return { status: null, code: null, message: timeout ? `no answer within ${REQUEST_SECONDS} s` : reason }
}

/** Servers up to 1.11 repeat the whole token they refuse. */
export function withoutToken(text: string): string {
  return text.replaceAll(/\bey[\w-]+\.[\w-]+\.[\w-]*/g, '<token>').trim()
}
