import type { Place } from '../../../core/place.ts'
import type { ListenFact, RedisServerFact, Site, Stated } from '../../facts.ts'

/** One setting of a Redis server: a line of redis.conf, or an argument of `redis-server`. */
export interface RedisDirective {
  /** In lower case. */
  name: string
  values: readonly Stated[]
  at: Place
}

/** What a Redis server's settings say; the last of several lines counts, but for `save`, which adds up. */
export function redisServerFacts(directives: readonly RedisDirective[], site: Site, at: Place): (RedisServerFact | ListenFact)[] {
  const last = new Map(directives.map((directive) => [directive.name, directive]))
  const value = (name: string) => last.get(name)?.values[0] ?? null
  const server: RedisServerFact = {
    what: 'redis-server',
    site,
    password: filled(value('requirepass')),
    protectedMode: asBoolean(value('protected-mode')),
    databases: asNumber(value('databases')),
    appendOnly: asBoolean(value('appendonly')),
    save: directives.filter(({ name }) => name === 'save').map((directive) => joined(directive)),
    hosts: last.get('bind')?.values ?? [],
    otherUsers: ['aclfile', 'user', 'include'].some((name) => last.has(name)),
    at,
  }
  return [server, ...listens(server, site, { port: value('port'), tlsPort: value('tls-port') })]
}

/** The settings of `redis-server [file] --name value …`; none where the words start something else. */
export function redisArguments(words: readonly string[], at: Place): RedisDirective[] {
  const start = words.findIndex((word) => /(^|\/)redis-server$/.test(word))
  const directives: { name: string; values: Stated[]; at: Place }[] = []
  for (const word of words.slice(start + 1)) {
    if (word.startsWith('--')) directives.push({ name: word.slice(2).toLowerCase(), values: [], at })
    else directives.at(-1)?.values.push({ value: word, at })
  }
  return directives
}

function listens({ hosts, at }: RedisServerFact, site: Site, ports: Record<'port' | 'tlsPort', Stated | null>): ListenFact[] {
  const wanted = hosts.map(({ value }) => value.replace(/^-/, ''))
  const everywhere = wanted.length === 0 || wanted.some((host) => host === '*' || host === '0.0.0.0' || host === '::')
  return [ports.port ?? { value: '6379', at }, ...(ports.tlsPort ? [ports.tlsPort] : [])].flatMap((port) => {
    const from = asNumber(port)?.value ?? 0
    if (from <= 0 || from > 65_535) return []
    const fact = { what: 'listen', user: 'redis', site, purpose: 'redis', protocol: 'tcp', from, to: from } as const
    const place = { at: port.at, byDefault: port !== ports.port && port !== ports.tlsPort }
    return (everywhere ? [null] : wanted).map((host) => ({ ...fact, host, ...place }))
  })
}

function joined({ values, at }: RedisDirective): Stated {
  return { value: values.map(({ value }) => value).join(' '), at }
}

function filled(stated: Stated | null): Stated | null {
  return stated?.value === '' ? null : stated
}

function asBoolean(stated: Stated | null): Stated<boolean> | null {
  const text = stated?.value.toLowerCase()
  return stated && (text === 'yes' || text === 'no') ? { value: text === 'yes', at: stated.at } : null
}

function asNumber(stated: Stated | null): Stated<number> | null {
  return stated && /^\d+$/.test(stated.value) ? { value: Number(stated.value), at: stated.at } : null
}
