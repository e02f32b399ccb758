import { probeKey, type KeyProbe } from '../livekit/probe.ts'
import { probeRoom, probeToken } from '../livekit/probe-token.ts'
import { joinSignal, type Joined } from '../livekit/signal.ts'
import type { Tools } from './probe.ts'
import type { KeyPair, Subject } from './subject.ts'

const KEY_MS = 3000

/** What a server says to a key; asked once a run. With no key of ours it is asked with one that nobody has: its refusal shows that it is LiveKit. */
export function keyAnswer(
  url: string,
  pair: KeyPair | undefined,
  { tools, signal }: { tools: Tools; signal: AbortSignal },
): Promise<KeyProbe> {
  const { key, secret } = pair ?? { key: 'voicectl-doctor', secret: 'voicectl-doctor' }
  return tools.once(`key ${url} ${key} ${secret}`, () => probeKey({ url, key, secret, now: tools.now(), timeoutMs: KEY_MS, signal }))
}

/** A seat in a probe room by signalling, one a run and URL; left at the end of the run. Raises as joinSignal does. */
export function joined(
  url: string,
  { keys }: Pick<Subject, 'keys'>,
  { tools, signal }: { tools: Tools; signal: AbortSignal },
): Promise<Joined> {
  return tools.once(`join ${url}`, async () => {
    const [pair] = keys
    if (!pair) throw new Error('there is no key to join with')
    const token = probeToken({ key: pair.key, secret: pair.secret, now: tools.now(), room: probeRoom() })
    // The seat outlives the probe that took it, so its end is the run's, not the probe's.
    const over = new AbortController()
    const giveUp = () => over.abort()
    signal.addEventListener('abort', giveUp, { once: true })
    const seat = await joinSignal({ url, token, ca: tools.ca, signal: over.signal })
    signal.removeEventListener('abort', giveUp)
    tools.atEnd(() => seat.leave())
    return seat
  })
}
