import { nodeAt } from '../config-node.ts'
import type { ConfigFact, Facts } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isLoopback } from '../net/hosts.ts'
import type { Place } from '../../core/place.ts'
import type { Rule } from '../rule.ts'
import { isOn } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'rtc.external-ip-local',
  severity: 'warning',
  summary: 'a server on this machine that tells clients its public address',
  story: `With \`rtc.use_external_ip: true\` livekit-server asks public STUN servers for its address and tells clients to send media there. On a laptop or behind a home router that is the router's address: few routers lead such packets back in. The browser on the same machine connects, shows the room, and hears nothing.

Without internet access the server does not start: \`could not resolve external IP\`, after which it ends with exit code 0.

On one's own machine set \`use_external_ip: false\`; in a container also \`node_ip: 127.0.0.1\`, or the machine's address in its network for other devices.`,
  *find(facts) {
    for (const config of configsOf(facts.all('config'), 'livekit')) {
      const external = nodeAt(config.node, 'rtc', 'use_external_ip')
      const evidence = external && isOn(external) ? localEvidence(facts, config) : null
      if (!external || evidence === null) continue
      yield {
        message: '`rtc.use_external_ip` is on in a stack for this machine',
        why: 'Browsers here are told to send media to the router’s public address, which seldom leads back in: nobody hears anything.',
        fix: { text: 'Set `use_external_ip: false`' },
        places: [external.at, evidence],
      }
    }
  },
}

/** What says that the stack is for one machine: voicectl.yaml, or that browsers look for LiveKit on localhost only and no proxy leads to it. */
function localEvidence(facts: Facts, { site }: ConfigFact): Place | null {
  const stack = facts.all('stack').find((one) => sameStack(one.site, site))
  if (stack) return stack.target === 'local' ? (nodeAt(stack.node, 'target')?.at ?? stack.node.at) : null
  const urls = facts.all('livekit-url').filter((url) => url.browser && sameStack(url.site, site))
  const proxied = facts.all('proxy-route').some((route) => sameStack(route.site, site))
  const [first] = urls
  return first && !proxied && urls.every(({ url }) => isLoopback(hostOf(url.value))) ? first.url.at : null
}

function hostOf(url: string): string {
  return /^\w+:\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(url)?.[1] ?? ''
}
