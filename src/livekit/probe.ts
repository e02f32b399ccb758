const TIMEOUT_MS = 2000
const TOKEN_SECONDS = 60
const LARGEST_SKEW_MS = 60_000

export interface KeyProbe {
  /** `accepted`: this server knows the key and the secret fits. `not-livekit`: something else answers there. */
  status: 'accepted' | 'unknown-key' | 'wrong-secret' | 'clock' | 'not-livekit' | 'unreachable'
  /** One sentence; holds no secret and no token. */
  detail: string
}

/** Asks a LiveKit server whether it accepts a key, without any effect there: a 200 on its root may come from somebody else's server. */
export async function probeKey({ url, key, secret }: { url: string; key: string; secret: string }): Promise<KeyProbe> {
  const token = await joinToken(key, secret)
  const base = url.replace(/^ws/, 'http').replace(/\/$/, '')
  try {
    const response = await fetch(`${base}/rtc/validate?access_token=${token}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    })
    const text = (await response.text()).slice(0, 4000)
    return judge({ base, status: response.status, text: text.replaceAll(token, '<token>'), date: response.headers.get('date') })
  } catch (error) {
    return { status: 'unreachable', detail: `${base} does not answer: ${reason(error)}` }
  }
}

interface Answer {
  base: string
  status: number
  text: string
  date: string | null
}

function judge({ base, status, text, date }: Answer): KeyProbe {
  if (status === 200 && text.trim() === 'success') return { status: 'accepted', detail: `${base} accepts the key` }
  if (status !== 401) return { status: 'not-livekit', detail: `${base} answers ${status}, not as LiveKit does` }
  if (/invalid API key/i.test(text)) return { status: 'unknown-key', detail: `${base} does not know the key` }
  if (/not valid yet|not before|expired|used before issued/i.test(text) || skewed(date)) {
    return { status: 'clock', detail: `The clocks of this machine and ${base} differ by more than a minute` }
  }
  if (/invalid|signature|cryptographic|unauthorized/i.test(text))
    return { status: 'wrong-secret', detail: `${base} refuses the secret of the key` }
  return { status: 'not-livekit', detail: `${base} answers 401, not as LiveKit does` }
}

function skewed(date: string | null): boolean {
  return date !== null && Math.abs(Date.now() - Date.parse(date)) > LARGEST_SKEW_MS
}

async function joinToken(key: string, secret: string): Promise<string> {
  const { AccessToken } = await import('livekit-server-sdk')
  const token = new AccessToken(key, secret, { identity: 'voicectl-probe', ttl: TOKEN_SECONDS })
  token.addGrant({ roomJoin: true, room: 'voicectl-probe' })
  return token.toJwt()
}

function reason(error: unknown): string {
  const { cause, message, name } = error as Error
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message
}
