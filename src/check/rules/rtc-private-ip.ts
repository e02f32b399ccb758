import type { Place } from '../../core/place.ts'
import { nodeAt } from '../config-node.ts'
import type { ConfigFact, Facts } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isPublic } from '../net/hosts.ts'
import type { Rule } from '../rule.ts'
import { isPrivateIp } from '../schemas/addresses.ts'
import { envOf, hasFlag } from '../schemas/provided.ts'
import { isOn, isTemplate, stringOf } from '../schemas/refusal.ts'
import { isIpv4 } from '../schemas/scalar-problem.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'rtc.private-ip',
  severity: 'warning',
  summary: 'a public LiveKit server that tells callers a private address for media',
  story: `Signalling goes to a name that a proxy serves; media goes to the address that the server names, \`rtc.node_ip\`. A private one, such as 10.0.0.5 or 192.168.1.20, is the machine's own in its data centre. In an office's own network that is right. Callers on the internet can't send there: they join the room, hear nothing, and the client ends with \`could not establish pc connection\`.

Write the public address as \`node_ip\`, or have the server find it with \`use_external_ip: true\`, which asks a STUN server at each start. Callers within the private network are served as well with \`advertise_internal_ip: true\` beside it, since 1.13.`,
  *find(facts) {
    for (const config of configsOf(facts.all('config'), 'livekit')) {
      const address = nodeAt(config.node, 'rtc', 'node_ip')
      const ips = stringOf(address)
        .split(',')
        .map((part) => part.trim())
      if (!address || isTemplate(address) || isOn(nodeAt(config.node, 'rtc', 'use_external_ip'))) continue
      if (!ips.every((ip) => isIpv4(ip) && isPrivateIp(ip))) continue
      // Of a compose file the command's flag is in the config already.
      const isOutdone = config.site.network === 'kubernetes' && hasFlag(facts, config, 'node-ip')
      if (isOutdone || envOf(facts, config, 'NODE_IP')) continue
      const evidence = publicName(facts, config)
      if (!evidence) continue
      yield {
        message: '`rtc.node_ip` is a private address, and LiveKit has a public name',
        why: 'Callers on the internet join the room and hear nothing: their media goes nowhere.',
        fix: { text: 'Write the public address, or set `use_external_ip: true` instead' },
        places: [address.at, evidence],
      }
    }
  },
}

/** What says that callers come from the internet: a URL with a public name that browsers use. */
function publicName(facts: Facts, { site }: ConfigFact): Place | null {
  const url = facts.all('livekit-url').find((one) => one.browser && sameStack(one.site, site) && isPublic(hostOf(one.url.value)))
  const route = facts.all('proxy-route').find((one) => one.host !== null && sameStack(one.site, site) && isPublic(one.host.value))
  return url?.url.at ?? route?.host?.at ?? null
}

function hostOf(url: string): string {
  return /^wss:\/\/([^/:?#]+)/.exec(url)?.[1] ?? ''
}
