import type { Tools } from './probe.ts'
import type { RedisTarget, Subject } from './subject.ts'

/** From the connection to the first answer. */
const CONNECT_MS = 3000

/** What probes read of a Redis server. Nothing here writes. */
export interface RedisView {
  /** `address/db`, as shown to users. */
  name: string
  get(key: string): Promise<string | null>
  /** Fields and values of a hash as raw text; LiveKit's values are protobuf, so only the fields are of use. */
  fields(key: string): Promise<string[]>
  /** How many connections listen on each channel: who is alive there. */
  listeners(channels: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** The channels that somebody listens on, by a glob pattern. */
  channels(pattern: string): Promise<string[]>
  /** Redis's own id of its run: two addresses of one server have the same. */
  runId(): Promise<string | null>
}

/** For `needs`: true, or why no Redis can be looked at. */
export function needsRedis({ redis, hidden }: Pick<Subject, 'redis' | 'hidden'>): true | string {
  if (redis.length > 0) return true
  return hidden.includes('redis')
    ? 'Redis is published to no port of this machine; look from inside of its network'
    : 'nothing of this stack uses Redis'
}

/** The connection to a Redis, one a run. Raises as the client does: ECONNREFUSED, WRONGPASS, NOAUTH, … */
export function redisView(target: RedisTarget, tools: Tools): Promise<RedisView> {
  const { host, port, db, username } = target
  return tools.once(`redis ${host}:${port}/${db} ${username ?? ''} ${target.password ?? ''}`, () => connect(target, tools))
}

async function connect(target: RedisTarget, tools: Tools): Promise<RedisView> {
  const { host, port, db, username, password, tls } = target
  const { createClient } = await import('@redis/client')
  const client = createClient({
    socket: {
      host,
      port,
      connectTimeout: CONNECT_MS,
      reconnectStrategy: false,
      ...(tls ? { tls: true as const, ...(tools.ca.length > 0 ? { ca: [...tools.ca] } : {}) } : {}),
    },
    database: db,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    RESP: 2,
  })
  // Each command raises for itself; without a listener the first error would end this process.
  client.on('error', () => {})
  tools.atEnd(() => client.destroy())
  await inTime(client.connect().then(() => client.ping()))
  return {
    name: `${host}:${port}${db === 0 ? '' : `/${db}`}`,
    get: async (key) => text(await client.get(key)),
    fields: async (key) => (await client.hKeys(key)).map(String),
    listeners: async (channels) =>
      new Map(Object.entries(await client.pubSubNumSub([...channels])).map(([name, count]) => [name, Number(count)])),
    channels: async (pattern) => (await client.pubSubChannels(pattern)).map(String),
    runId: async () => /^run_id:(\S+)/m.exec(String(await client.info('server')))?.[1] ?? null,
  }
}

/** Raises with the code TIMEOUT where nothing comes in time: some accept a connection and never speak. */
async function inTime(answer: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })), CONNECT_MS)
  try {
    await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
    answer.catch(() => {})
  }
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** A name inside a psrpc channel: every character but letters, digits and _ becomes `u+` and its code in four hex digits. */
export function channelPart(name: string): string {
  return name.replaceAll(/[^\w]/gu, (char) => `u+${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}
