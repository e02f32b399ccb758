import type { Facts, RedisFact, ServiceFact, Site, User } from '../facts.ts'
import { exampleFiles } from '../keys/pairs.ts'
import { isDockerHost, isLoopback } from './hosts.ts'
import { isSameSite, listensAt, publishedAs, serviceAt, servicesNamed } from './services.ts'

export interface HostAndPort {
  host: string
  port: number
}

/** The parts of `host:port`; null for several servers, sockets, and what waits for a variable. */
export function hostAndPort(address: string): HostAndPort | null {
  const match = /^(?:redis(?:s)?:\/\/)?(?:\[([^\]]+)\]|([^:\s/,$<>{}]+))(?::(\d{1,5}))?\/?$/.exec(address.trim())
  if (!match) return null
  return { host: (match[1] ?? match[2] ?? '').toLowerCase(), port: match[3] === undefined ? 6379 : Number(match[3]) }
}

/** The connections of LiveKit's own programs: they find one another through Redis, so all have to use the same. */
export function liveKitRedis(facts: Facts): RedisFact[] {
  const examples = exampleFiles(facts)
  const own: readonly User[] = ['livekit', 'sip', 'egress', 'ingress']
  return facts.all('redis').filter(({ user, at }) => own.includes(user) && !examples.has(at.file))
}

/** True where a program looks for Redis in its own container. */
export function isInOwnContainer(redis: RedisFact): boolean {
  const host = redis.address && hostAndPort(redis.address.value)?.host
  return host !== null && host !== undefined && isLoopback(host) && redis.site.network === 'bridge'
}

/** One text for one server, however a program names it: the port on the machine, or the service and its port. Null where the files don't tell. */
export function redisEndpoint(facts: Facts, redis: RedisFact): string | null {
  const address = redis.address && hostAndPort(redis.address.value)
  if (!address || isInOwnContainer(redis)) return null
  const { host, port } = address
  if (isLoopback(host) || isDockerHost(host)) return `machine:${port}`
  const [service] = servicesNamed(facts, redis.site, host)
  return service ? endpointOf(service, port) : `${host}:${port}`
}

/** The same for a server: one text for each port that it listens at. */
export function serverEndpoints(facts: Facts, site: Site): string[] {
  const service = serviceAt(facts, site)
  if (service) return redisPorts(facts, service).map((port) => endpointOf(service, port))
  const listens = facts.all('listen').filter((listen) => listen.purpose === 'redis' && isSameSite(listen.site, site))
  return listens.map(({ from }) => `machine:${from}`)
}

function endpointOf(service: ServiceFact, port: number): string {
  const published = publishedAs(service, port)
  return published === null ? `${service.site.stack}/${service.name}:${port}` : `machine:${published}`
}

/** The ports at which a Redis service listens in its container; Redis's own where nothing is said. */
export function redisPorts(facts: Facts, service: ServiceFact): number[] {
  const ports = listensAt(facts, service).flatMap(({ purpose, from }) => (purpose === 'redis' ? [from] : []))
  return ports.length === 0 ? [6379] : ports
}
