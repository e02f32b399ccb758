import type { Facts, RedisFact, Stated } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { liveKitRedis, redisEndpoint } from '../net/redis-endpoint.ts'
import { isOpen } from '../net/livekit-url.ts'
import { askedPassword } from '../net/redis-password.ts'
import { isSameSite, serviceAt } from '../net/services.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.mismatch',
  severity: 'error',
  summary: 'the LiveKit server, SIP and egress of one stack use different Redis servers or databases, or not the password of Redis',
  story: `The server and its helpers meet in Redis: same address, same database (\`db\`, 0 where nothing is said), and a user and password that Redis takes. With another address or database each of them runs, is healthy, and sees nobody.

The server then says \`no response from servers\` to a call or a recording; a call that comes in finds no trunk and no rule, as both are in the other Redis, and rings on. Nothing is logged as an error.

A Redis with \`requirepass\`, in redis.conf or on its command line, takes nobody without that password: each of the programs ends at its start with \`unable to connect to redis: NOAUTH Authentication required\`, or with \`WRONGPASS\`, livekit-server with exit code 0. The other way round, a password for a Redis that asks for none, Redis takes anything.

One Redis may go by several names: \`redis:6379\` within Docker, \`127.0.0.1:6379\` with host networking where the port is published. voicectl follows the names as far as compose files show.

To be sure: \`redis-cli -n <db> pubsub numsub 'SIPInternal|CreateSIPParticipant|REQ'\` shows 1 or more on the server's Redis.`,
  *find(facts) {
    const all = liveKitRedis(facts)
    for (const client of all) {
      const found = passwordHit(facts, client, all)
      if (found) yield found
    }
    for (const server of all.filter(({ user }) => user === 'livekit')) {
      for (const other of all.filter(({ user, site }) => user !== 'livekit' && sameStack(site, server.site))) {
        yield* differences(facts, server, other)
      }
    }
  },
}

function* differences(facts: Facts, server: RedisFact, other: RedisFact): Generator<Hit> {
  const [mine, theirs] = [redisEndpoint(facts, other), redisEndpoint(facts, server)]
  if (mine !== null && theirs !== null && mine !== theirs && !mayBeSame(server, other)) {
    yield hit({ server, other, part: 'address', places: uniquePlaces(placesOf(other.address, server.address)) })
    return
  }
  if ((other.db?.value ?? 0) !== (server.db?.value ?? 0))
    yield hit({ server, other, part: 'database', places: both(other, server, ({ db }) => db) })
  if (differ(other.username, server.username))
    yield hit({ server, other, part: 'user', places: both(other, server, ({ username }) => username) })
  if (differ(other.password, server.password) && !(askedPassword(facts, other) && askedPassword(facts, server)))
    yield hit({ server, other, part: 'password', places: both(other, server, ({ password }) => password) })
}

/** What Redis itself asks for, in place of what the others give. */
function passwordHit(facts: Facts, client: RedisFact, all: readonly RedisFact[]): Hit | null {
  const asked = askedPassword(facts, client)
  if (!asked || client.password?.value === asked.value || (client.password && isOpen(client.password.value))) return null
  if (!client.password && isGivenElsewhere(facts, client, all)) return null
  const fault = client.password ? 'is not the one that Redis asks for' : 'is not set, and Redis asks for one'
  return {
    message: `The Redis password of ${client.user} ${fault}`,
    why: `${client.user === 'livekit' ? 'The server' : `The ${client.user} service`} ends at its start: \`${client.password ? 'WRONGPASS' : 'NOAUTH Authentication required'}\`.`,
    fix: { text: `Write the password of Redis into ${client.at.file}` },
    places: uniquePlaces([...(client.password ? placesOf(client.password) : [client.address?.at ?? client.at]), ...placesOf(asked)]),
  }
}

/** A password for the same program in another file; livekit-server takes it from a variable or a flag too. */
function isGivenElsewhere(facts: Facts, client: RedisFact, all: readonly RedisFact[]): boolean {
  if (all.some(({ user, site, password }) => user === client.user && password !== null && sameStack(site, client.site))) return true
  if (client.user !== 'livekit') return false
  const service = serviceAt(facts, client.site)
  return (
    /redis[-.]password/.test(service?.command?.value ?? '') ||
    facts.all('env').some((env) => env.name.endsWith('REDIS_PASSWORD') && isSameSite(env.site, client.site))
  )
}

/** Where one runs nobody knows where, its localhost may be the machine of the other's container. */
function mayBeSame(a: RedisFact, b: RedisFact): boolean {
  const unknown = [a, b].filter(({ site }) => site.network === 'unknown')
  return (
    unknown.length === 1 &&
    unknown.some(({ address }) => /^(?:localhost|127\.)/.test(address?.value ?? '')) &&
    [a, b].some(({ site }) => site.network === 'bridge' || site.network === 'kubernetes')
  )
}

function differ(a: Stated | null, b: Stated | null): boolean {
  if ((a && isOpen(a.value)) || (b && isOpen(b.value))) return false
  return (a?.value ?? '') !== (b?.value ?? '')
}

function both(other: RedisFact, server: RedisFact, part: (redis: RedisFact) => Stated<unknown> | null): Hit['places'] {
  const of = (redis: RedisFact) => {
    const stated = part(redis)
    return stated ? placesOf(stated) : [redis.address?.at ?? redis.at]
  }
  return uniquePlaces([...of(other), ...of(server)])
}

function hit({ server, other, part, places }: { server: RedisFact; other: RedisFact; part: string; places: Hit['places'] }): Hit {
  const name = other.user
  return {
    message: `The Redis ${part} of ${name} is not that of the LiveKit server`,
    why:
      name === 'sip'
        ? 'They never meet: calls ring and are not answered, and calling out ends with `no response from servers`.'
        : `They never meet: what is asked of ${name} ends with \`no response from servers\`.`,
    fix: { text: `Put the same Redis ${part} into ${other.at.file} and ${server.at.file}` },
    places,
  }
}
