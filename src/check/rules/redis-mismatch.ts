import type { Facts, RedisFact, Stated } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { liveKitRedis, redisEndpoint } from '../net/redis-endpoint.ts'
import { isOpen } from '../net/livekit-url.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.mismatch',
  severity: 'error',
  summary: 'the LiveKit server, SIP and egress of one stack use different Redis servers or databases',
  story: `The server and its helpers meet in Redis: same address, same database (\`db\`, 0 where nothing is said), and a user and password that Redis takes. With another address or database each of them runs, is healthy, and sees nobody.

The server then says \`no response from servers\` to a call or a recording; a call that comes in finds no trunk and no rule, as both are in the other Redis, and rings on. Nothing is logged as an error.

One Redis may go by several names: \`redis:6379\` within Docker, \`127.0.0.1:6379\` with host networking where the port is published. voicectl follows the names as far as compose files show.

To be sure: \`redis-cli -n <db> pubsub numsub 'SIPInternal|CreateSIPParticipant|REQ'\` shows 1 or more on the server's Redis.`,
  *find(facts) {
    const all = liveKitRedis(facts)
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
  if (differ(other.password, server.password))
    yield hit({ server, other, part: 'password', places: both(other, server, ({ password }) => password) })
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
