import type { Place } from '../../core/place.ts'
import type { Facts, RedisFact, ServiceFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isContainerName, isDockerHost, isLoopback, isPlaceholderHost, isWildcard } from '../net/hosts.ts'
import { hostAndPort, isInOwnContainer, liveKitRedis, redisPorts, type HostAndPort } from '../net/redis-endpoint.ts'
import { extraHosts, listensAt, publishedAs, serviceAt, servicesNamed } from '../net/services.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.unreachable',
  severity: 'error',
  summary: 'a Redis address at which no Redis of the stack listens',
  story: `The address names a container that no service is called, or a port that Redis does not listen at. Redis listens at 6379 unless \`port\` in redis.conf, or \`--port\`, says otherwise; other containers reach it at that port whatever \`ports:\` publishes, the machine reaches it as published, and with host networking both are the same.

livekit-server pings Redis at its start and ends with \`unable to connect to redis\`, with exit code 0: \`docker compose ps\` shows it as exited, or not at all, and \`restart: on-failure\` leaves it so.

To be sure: \`redis-cli -h <host> -p <port> ping\` answers \`PONG\`, asked from where the program runs.`,
  *find(facts) {
    for (const redis of liveKitRedis(facts)) {
      const address = redis.address && hostAndPort(redis.address.value)
      if (!address || isInOwnContainer(redis) || isPlaceholderHost(address.host)) continue
      const found =
        isLoopback(address.host) || isDockerHost(address.host) ? onMachine(facts, redis, address) : byName(facts, redis, address)
      if (found) yield found
    }
  },
}

function byName(facts: Facts, redis: RedisFact, { host, port }: HostAndPort): Hit | null {
  const own = serviceAt(facts, redis.site)
  if (!own || !isContainerName(host) || extraHosts(own).has(host)) return null
  const services = servicesNamed(facts, redis.site, host)
  if (redis.site.network === 'host') {
    return hit(
      redis,
      `the container ${host}, and host networking knows no container names`,
      services.map(({ at }) => at),
    )
  }
  if (redis.site.network !== 'bridge') return null
  if (services.length === 0) return hit(redis, `the host ${host}, which no service here has`, [])
  const servers = services.filter(({ user }) => user === 'redis')
  const ports = servers.flatMap((service) => redisPorts(facts, service))
  if (ports.length === 0 || ports.includes(port)) return null
  return hit(redis, `port ${port}, and ${host} listens at ${listed(ports.map(String))}`, portPlaces(facts, servers))
}

function onMachine(facts: Facts, redis: RedisFact, { port }: HostAndPort): Hit | null {
  if (redis.site.network === 'kubernetes') return null
  const away = facts
    .all('redis-server')
    .find(
      ({ site, hosts }) =>
        sameStack(site, redis.site) &&
        site.network === 'host' &&
        hosts.length > 0 &&
        !hosts.some(({ value }) => isLoopback(value) || isWildcard(value) || value === '*' || value === '-::1'),
    )
  if (away)
    return hit(
      redis,
      'this machine, and Redis is bound to another address',
      away.hosts.map(({ at }) => at),
    )
  const services = facts.all('service').filter((service) => service.user === 'redis' && sameStack(service.site, redis.site))
  const published = services.flatMap((service) => redisPorts(facts, service).flatMap((one) => publishedAs(service, one) ?? []))
  const loose = facts
    .all('listen')
    .filter((listen) => listen.purpose === 'redis' && listen.site.service === null && sameStack(listen.site, redis.site))
  const ports = [...published, ...loose.map(({ from }) => from)]
  if ((services.length === 0 && loose.length === 0) || ports.includes(port)) return null
  // Containers of the stack have it, and it may be that another one runs on the machine.
  if (ports.length === 0 && redis.site.network === 'unknown') return null
  const told = ports.length === 0 ? 'and the Redis here is published at no port' : `and Redis listens at ${listed(ports.map(String))}`
  return hit(redis, `port ${port} of the machine, ${told}`, [...loose.map(({ at }) => at), ...portPlaces(facts, services)])
}

function portPlaces(facts: Facts, services: readonly ServiceFact[]): Place[] {
  const listens = services.flatMap((service) => listensAt(facts, service).filter(({ purpose }) => purpose === 'redis'))
  return [...listens.map(({ at }) => at), ...services.flatMap(({ published, at }) => [...published.map((port) => port.at), at])].slice(0, 2)
}

function hit(redis: RedisFact, told: string, others: readonly Place[]): Hit {
  return {
    message: `The Redis address of ${redis.user} names ${told}`,
    why: `${redis.user === 'livekit' ? 'The server' : `The ${redis.user} service`} can't connect to Redis and ends at its start, or never meets the others.`,
    fix: { text: `Put the host and port of the stack's Redis into ${redis.address?.at.file ?? redis.at.file}` },
    places: uniquePlaces([...placesOf(redis.address), ...others]),
  }
}
