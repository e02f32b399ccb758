import { probeToken } from './probe-token.ts'

const TIMEOUT_MS = 2000
const LARGEST_SKEW_MS = 60_000

export interface KeyProbe {
  /** `accepted`: this server knows the key and the secret fits. `not-livekit`: something else answers there. */
  status: 'accepted' | 'unknown-key' | 'wrong-secret' | 'clock' | 'not-livekit' | 'unreachable'
  /** One sentence; holds no secret and no token. */
  detail: string
  /** Of the answer; null where there was none. */
  httpStatus: number | null
  /** How far the server's clock is ahead of this machine's, to a second; null where its answer doesn't say. */
  skewMs: number | null
  /** What kept an answer from coming, as Node names it: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, TIMEOUT. */
  errorCode: string | null
}

export interface KeyProbeOptions {
  url: string
  key: string
  secret: string
  /** This machine's clock in ms, by which the token is made and the server's answer judged. */
  now?: number
  timeoutMs?: number
  signal?: AbortSignal
}

/** Asks a LiveKit server whether it accepts a key, without any effect there: a 200 on its root may come from somebody else's server. */
export async function probeKey({ url, key, secret, now = Date.now(), timeoutMs = TIMEOUT_MS, signal }: KeyProbeOptions): Promise<KeyProbe> {
  const token = probeToken({ key, secret, now, room: 'voicectl-probe' })
  const base = httpUrl(url)
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(`${base}/rtc/validate?access_token=${token}`, {
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
      redirect: 'manual',
    })
    const text = (await response.text()).slice(0, 4000).replaceAll(token, '<token>')
    const skewMs = skewOf(response.headers.get('date'), now)
    const answer = { base, status: response.status, text, skewMs }
    return { ...judge(answer), httpStatus: response.status, skewMs, errorCode: null }
  } catch (error) {
    const { code, words } = reason(error, timeoutMs)
    return { status: 'unreachable', detail: `${base} does not answer: ${words}`, httpStatus: null, skewMs: null, errorCode: code }
  }
}

interface Answer {
  base: string
  status: number
  text: string
  skewMs: number | null
}

function judge({ base, status, text, skewMs }: Answer): Pick<KeyProbe, 'status' | 'detail'> {
  if (status === 200 && text.trim() === 'success') return { status: 'accepted', detail: `${base} accepts the key` }
  if (status !== 401) return { status: 'not-livekit', detail: `${base} answers ${status}, not as LiveKit does` }
  if (/invalid API key/i.test(text)) return { status: 'unknown-key', detail: `${base} does not know the key` }
  const wrongSecret = { status: 'wrong-secret', detail: `${base} refuses the secret of the key` } as const
  if (/signature is invalid|cryptographic/i.test(text)) return wrongSecret
  const skewed = skewMs !== null && Math.abs(skewMs) > LARGEST_SKEW_MS
  if (/not valid yet|not before|expired|used before issued/i.test(text) || skewed) {
    return { status: 'clock', detail: `The clocks of this machine and ${base} differ by more than a minute` }
  }
  if (/invalid|signature|unauthorized/i.test(text)) return wrongSecret
  return { status: 'not-livekit', detail: `${base} answers 401, not as LiveKit does` }
}

/** `ws://host/` becomes `http://host`. */
export function httpUrl(url: string): string {
  return url.replace(/^ws/, 'http').replace(/\/$/, '')
}

function skewOf(date: string | null, now: number): number | null {
  const theirs = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(theirs) ? null : theirs - now
}

/** Why a request got no answer, as a code and in words. */
function reason(error: unknown, timeoutMs: number): { code: string; words: string } {
  const { cause, message, name } = error as Error
  if (name === 'TimeoutError') return { code: 'TIMEOUT', words: `no answer within ${timeoutMs / 1000} s` }
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return { code: code ?? name, words: code ?? message }
}
