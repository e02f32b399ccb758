import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { ConfigFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isPublic } from '../net/hosts.ts'
import type { Rule } from '../rule.ts'
import { isIpv4 } from '../schemas/scalar-problem.ts'

export const rule: Rule = {
  id: 'sip.external-ip-unlike-server',
  severity: 'warning',
  summary: 'the LiveKit server names its external address, and livekit-sip beside it does not',
  story: `A host whose network interface has a private address, as on most clouds, has to name its public one to others. livekit-server does so with \`rtc.use_external_ip: true\`; here it is set, so the host is one of these.

A container with a network of its own always has a private address. Where the server there is told a public one, \`rtc.node_ip\` or \`--node-ip\`, livekit-sip needs to be told as well.

livekit-sip has a setting of its own. Without it the address of the interface goes into the answer to the carrier: audio is sent to a private address and never arrives, the call is silent and ends after 15 or 30 seconds with \`media-timeout\`; BYE and ACK go astray as well.

Set \`use_external_ip: true\` in sip.yaml, or \`nat_1_to_1_ip\` with the public address; \`local_net\` names the network to leave alone.

To be sure: livekit-sip logs \`server starting\` with \`external\` set to the public address.`,
  *find(facts) {
    const configs = facts.all('config')
    for (const sip of configs.filter(({ of }) => of === 'sip')) {
      const own = ['use_external_ip', 'nat_1_to_1_ip', 'media_use_external_ip', 'media_nat_1_to_1_ip'].map((name) => nodeAt(sip.node, name))
      if (own.some((node, index) => node && (index % 2 === 1 || booleanOf(node) === true))) continue
      const setting = configs.flatMap((config) => (isBeside(config, sip) ? (publicSetting(config, sip) ?? []) : []))[0]
      if (!setting) continue
      const place: Place = own[0]?.at ?? sip.node.at
      yield {
        message: 'livekit-sip names its private address to carriers, where the server names the public one',
        why: 'Audio of phone calls is sent to a private address: calls are silent, and end after 15 to 30 seconds.',
        fix: { text: 'Set use_external_ip: true in the config of SIP, or nat_1_to_1_ip with the public address' },
        places: [place, setting.at],
      }
    }
  },
}

function isBeside(config: ConfigFact, sip: ConfigFact): boolean {
  return config.of === 'livekit' && sameStack(config.site, sip.site)
}

/** What shows that the address of the machine, or of SIP's container, is not the one that others reach. */
function publicSetting({ node }: ConfigFact, sip: ConfigFact): ConfigNode | undefined {
  const external = nodeAt(node, 'rtc', 'use_external_ip')
  if (external && booleanOf(external) === true) return external
  const told = nodeAt(node, 'rtc', 'node_ip')
  const address = textOf(told)?.split(',', 1)[0]?.trim() ?? ''
  return sip.site.network === 'bridge' && isIpv4(address) && isPublic(address) ? told : undefined
}
