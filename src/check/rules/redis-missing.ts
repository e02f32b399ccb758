import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt } from '../config-node.ts'
import type { ConfigFact, Facts } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isSameSite } from '../net/services.ts'
import { liveKitRedis } from '../net/redis-endpoint.ts'
import { listed } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.missing',
  severity: 'error',
  summary: 'SIP, egress or ingress without a Redis that the LiveKit server shares',
  story: `livekit-server, livekit-sip, livekit-egress and livekit-ingress don't call one another: they meet in Redis. Without \`redis:\` in livekit.yaml the server runs alone, and well, as long as only browsers and agents come.

With SIP the API answers \`sip not connected (redis required)\`, a call that arrives is never matched with a dispatch rule and rings until the carrier gives up. Recordings end with \`egress not connected (redis required)\` or \`no response from servers\`. livekit-sip itself ends with \`redis configuration is required\`.

Run one Redis, with a volume and \`appendonly yes\`, as the trunks and rules live in it and nowhere else. Then give its address to the server, SIP and egress alike.

To be sure: \`voicectl doctor\` shows that all of them use the same Redis.`,
  *find(facts) {
    for (const config of facts.all('config')) {
      if (hasRedis(facts, config)) continue
      if (config.of !== 'livekit') {
        yield {
          message: `The config of ${config.of} names no Redis`,
          why: `The ${config.of} service never meets the server, or ends at its start: \`redis configuration is required\`.`,
          fix: { text: "Add redis.address, the same as the LiveKit server's" },
          places: [nodeAt(config.node, 'redis')?.at ?? config.node.at],
        }
        continue
      }
      const needs = whoNeeds(facts, config)
      if (needs.length === 0) continue
      yield {
        message: `The LiveKit server has no Redis, and ${listed(needs.map(({ name }) => name))} can't work without one that both share`,
        why: "Calls ring and are never answered, and recordings don't start: the server says `redis required` or `no response from servers`.",
        fix: isDeclared(facts, config)
          ? { text: 'Derive the configs again, as voicectl.yaml has telephony now', command: 'voicectl generate' }
          : { text: 'Add redis.address to the config of the server, the same as for SIP and egress' },
        places: [config.node.at, ...needs.map(({ at }) => at)],
      }
    }
  },
}

/** True where the server's config follows from a voicectl.yaml that has telephony. */
function isDeclared(facts: Facts, { site }: ConfigFact): boolean {
  return facts.all('stack').some((stack) => sameStack(stack.site, site) && booleanOf(nodeAt(stack.node, 'telephony', 'enabled')) === true)
}

function hasRedis(facts: Facts, { of, site, node }: ConfigFact): boolean {
  return liveKitRedis(facts).some(
    (redis) =>
      redis.user === of &&
      (redis.at.file === node.at.file || (of === 'livekit' && sameStack(redis.site, site)) || isSameSite(redis.site, site)),
  )
}

/** The programs of the stack that need it, and where they say that they are there. */
function whoNeeds(facts: Facts, server: ConfigFact): { name: string; at: Place }[] {
  const needy = ['sip', 'egress', 'ingress'] as const
  const programs = needy.flatMap((name) => {
    const config = facts.all('config').find((one) => one.of === name && sameStack(one.site, server.site))
    const service = facts.all('service').find((one) => one.user === name && sameStack(one.site, server.site))
    const at = config?.node.at ?? service?.at
    return at ? [{ name, at }] : []
  })
  const telephony = facts.all('stack').flatMap(({ node, site, target }) => {
    const enabled = nodeAt(node, 'telephony', 'enabled')
    return target !== 'cloud' && enabled && booleanOf(enabled) === true && sameStack(site, server.site)
      ? [{ name: 'telephony', at: enabled.at }]
      : []
  })
  return [...programs, ...telephony]
}
