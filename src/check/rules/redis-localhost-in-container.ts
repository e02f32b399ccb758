import { sameStack } from '../folder-view.ts'
import { isInOwnContainer, liveKitRedis } from '../net/redis-endpoint.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.localhost-in-container',
  severity: 'error',
  summary: 'a container looks for Redis in itself',
  story: `Within a container with a network of its own, localhost is that container, where no Redis runs. The address is right with host networking, as LiveKit's generator has it, and wrong as soon as \`network_mode: host\` is taken away, for example on a Mac.

The server ends with \`unable to connect to redis: dial tcp 127.0.0.1:6379: connect: connection refused\`, and with exit code 0, so that \`restart: on-failure\` does not start it again.

Write the name of the Redis service, \`redis:6379\`. Where Redis runs on the machine itself, write \`host.docker.internal:6379\` with \`extra_hosts: ["host.docker.internal:host-gateway"]\`.`,
  *find(facts) {
    for (const redis of liveKitRedis(facts)) {
      if (!isInOwnContainer(redis)) continue
      const service = facts.all('service').find((one) => one.user === 'redis' && sameStack(one.site, redis.site))
      yield {
        message: `The Redis address of ${redis.site.service ?? redis.user} is localhost, which in a container is the container itself`,
        why: `No Redis runs there: ${redis.user === 'livekit' ? 'the server' : `livekit-${redis.user}`} ends at its start, with exit code 0 or over and over.`,
        fix: { text: `Write ${service?.site.network === 'bridge' ? service.name : 'host.docker.internal'} as the host of redis.address` },
        places: uniquePlaces([...placesOf(redis.address), ...(service ? [service.at] : [])]),
      }
    }
  },
}
