import { nodeAt } from '../config-node.ts'
import type { Facts } from '../facts.ts'
import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'
import type { Hit } from '../rule.ts'
import { envOf, isOwn, isSettled } from './provided.ts'
import { stringOf } from './refusal.ts'
import { configsOf, programs } from './unknown-keys.ts'

const NEEDED = [
  { name: 'api_key', variable: 'LIVEKIT_API_KEY', what: 'API key' },
  { name: 'api_secret', variable: 'LIVEKIT_API_SECRET', what: 'API secret' },
  { name: 'ws_url', variable: 'LIVEKIT_WS_URL', what: 'server’s URL' },
]

const WHY = {
  sip: 'Calls are answered by the service and die when it turns to the server.',
  egress: 'It can’t join a room: every recording fails.',
  ingress: 'It can’t join a room: every stream that is sent in fails.',
}

/** What SIP, egress and ingress can't work without, and no file gives them; Redis is the concern of redis.missing. */
export function* missingHits(facts: Facts, of: Exclude<ConfigKind, 'livekit'>): Generator<Hit> {
  for (const config of configsOf(facts.all('config'), of)) {
    if (isOwn(facts, config)) continue
    for (const { name, variable, what } of NEEDED) {
      const node = nodeAt(config.node, name)
      if (stringOf(node) !== '' || envOf(facts, config, variable)) continue
      yield {
        message: `${programs[of]} has no ${what}`,
        why: WHY[of],
        fix: { text: `Set \`${name}\`, or ${variable} in its environment` },
        places: [(node ?? config.node).at],
        ...(isSettled(facts, config) ? {} : { severity: 'info' as const }),
      }
    }
  }
}
