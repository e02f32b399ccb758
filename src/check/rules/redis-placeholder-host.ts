import { isPlaceholderHost } from '../net/hosts.ts'
import { isFilledIn } from '../net/livekit-url.ts'
import { hostAndPort, liveKitRedis } from '../net/redis-endpoint.ts'
import { servicesNamed } from '../net/services.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.placeholder-host',
  severity: 'error',
  summary: 'the Redis address of an example config',
  story: `\`redis.host:6379\` stands in LiveKit's config-sample.yaml, and gets into real configs by copying it. The name is no placeholder to the DNS: \`.host\` is a domain that people buy names in, and \`redis.host\` leads to the server of somebody else.

The server waits for it, or ends with \`unable to connect to redis\`, and with exit code 0. Where the foreign server answers, the trunks with their passwords are written there.

Write the address of your Redis: \`127.0.0.1:6379\` with host networking, \`redis:6379\` within Docker.`,
  *find(facts) {
    for (const redis of liveKitRedis(facts)) {
      const host = redis.address && (/^[^:]*/.exec(redis.address.value)?.[0] ?? '')
      if (!redis.address || host === null || isFilledIn(redis.address.value) || !isPlaceholderHost(host)) continue
      const parsed = hostAndPort(redis.address.value)
      if (parsed && servicesNamed(facts, redis.site, parsed.host).length > 0) continue
      yield {
        message: `The Redis address of ${redis.user} is the one of an example`,
        why: 'The name leads nowhere, or to the server of somebody else, which then gets your trunks and their passwords.',
        fix: { text: 'Write the address of your Redis' },
        places: placesOf(redis.address),
      }
    }
  },
}
