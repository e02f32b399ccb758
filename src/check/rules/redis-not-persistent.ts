import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt } from '../config-node.ts'
import type { Facts, RedisServerFact, ServiceFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.not-persistent',
  severity: 'warning',
  summary: 'a Redis that forgets the SIP trunks when it restarts',
  story: `SIP trunks, dispatch rules and the record of recordings are kept in Redis and nowhere else. A Redis that writes nothing to disk, \`save ""\` without \`appendonly yes\`, or whose container has no volume at \`/data\`, loses them with its next restart, update or \`docker compose down\`.

From then on each phone call rings and dies, and nothing says why: \`voicectl sip trunk list\` is empty.

Write \`appendonly yes\`, mount a named volume at \`/data\`, and keep trunks and rules in files, so that they can be made again.`,
  *find(facts) {
    for (const server of facts.all('redis-server')) {
      const phones = phonesOf(facts, server)
      if (!phones || !forgets(server)) continue
      yield hit('Redis writes nothing to disk', 'Write `appendonly yes`', [
        server.appendOnly?.at ?? server.save.at(-1)?.at ?? server.at,
        phones,
      ])
    }
    for (const service of facts.all('service')) {
      if (service.user !== 'redis' || service.image === null || keeps(service)) continue
      const phones = phonesOf(facts, service)
      if (phones)
        yield hit('Redis keeps its data in a container that is thrown away', 'Mount a named volume at `/data`', [service.at, phones])
    }
  },
}

function hit(message: string, fix: string, places: Place[]): Hit {
  const why = 'SIP trunks and dispatch rules are lost with its next restart or update; every call then rings and dies.'
  return { message, why, fix: { text: fix }, places }
}

/** `save ""` takes the snapshots away that Redis makes by default. */
function forgets({ appendOnly, save }: RedisServerFact): boolean {
  return appendOnly?.value !== true && save.at(-1)?.value === ''
}

function keeps({ mounts, image }: ServiceFact): boolean {
  // Other images keep their data elsewhere.
  if (!/(^|\/)(redis|valkey)(:|@|$)/.test(image?.value ?? '')) return true
  return mounts.some(({ kind, target, source }) => kind !== 'tmpfs' && source !== null && /^\/data\/?$/.test(target))
}

/** What shows that phone calls depend on it: livekit-sip in the same stack, the nearest first. */
function phonesOf(facts: Facts, { site }: Pick<ServiceFact, 'site'>): Place | null {
  const configs = facts.all('redis').filter(({ user }) => user === 'sip')
  const services = facts.all('service').filter(({ user }) => user === 'sip')
  const telephony = facts.all('stack').flatMap(({ node, site }) => {
    const enabled = nodeAt(node, 'telephony', 'enabled')
    return enabled && booleanOf(enabled) === true ? [{ site, at: enabled.at }] : []
  })
  const near = [...configs, ...services, ...telephony].filter((one) => sameStack(one.site, site))
  return (near.find((one) => one.site.stack === site.stack) ?? near[0])?.at ?? null
}
