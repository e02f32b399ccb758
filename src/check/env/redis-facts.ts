import type { RedisFact, Stated } from '../facts.ts'
import type { Reads, Setting } from './setting.ts'

const REDIS_URL = /^(rediss?|valkeys?):\/\/(?:([^:@/\s]*)(?::([^@/\s]*))?@)?([^/?#\s]+)(?:\/(\d+))?/

/** REDIS_URL, or REDIS_HOST and what belongs to it, in the names that LiveKit's programs and the usual clients read. */
export function* redisFacts(named: ReadonlyMap<string, Setting>, reads: Reads): Generator<RedisFact> {
  const url = named.get('REDIS_URL')?.value
  if (url) yield* fromUrl(url, reads)
  for (const prefix of ['REDIS_', 'LIVEKIT_REDIS_']) {
    const part = (...names: string[]) => names.map((name) => named.get(`${prefix}${name}`)?.value).find((value) => value) ?? null
    const host = part('ADDRESS', 'ADDR', 'HOST')
    if (!host) continue
    const port = part('PORT')
    const db = part('DB', 'DATABASE')
    yield {
      what: 'redis',
      ...reads,
      address: !port || host.value.includes(':') ? host : { ...host, value: `${host.value}:${port.value}` },
      db: db && /^\d+$/.test(db.value) ? { ...db, value: Number(db.value) } : null,
      username: part('USERNAME', 'USER'),
      password: part('PASSWORD'),
      tls: /^(?:1|true|yes)$/i.test(part('USE_TLS', 'TLS', 'SSL')?.value ?? ''),
      at: host.at,
    }
  }
}

function* fromUrl(url: Stated, reads: Reads): Generator<RedisFact> {
  const match = REDIS_URL.exec(url.value)
  if (!match) return
  const [, scheme = '', username, password, address = '', db] = match
  const stated = (value: string | undefined): Stated | null => (value ? { ...url, value } : null)
  yield {
    what: 'redis',
    ...reads,
    address: stated(address),
    db: db === undefined ? null : { ...url, value: Number(db) },
    username: stated(username),
    password: stated(password),
    tls: scheme.endsWith('ss') || scheme === 'valkeys',
    at: url.at,
  }
}
