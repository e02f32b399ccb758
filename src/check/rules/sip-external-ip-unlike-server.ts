import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt } from '../config-node.ts'
import { sameStack } from '../folder-view.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'sip.external-ip-unlike-server',
  severity: 'warning',
  summary: 'the LiveKit server looks for its external address, and livekit-sip beside it does not',
  story: `A host whose network interface has a private address, as on most clouds, has to name its public one to others. livekit-server does so with \`rtc.use_external_ip: true\`; here it is set, so the host is one of these.

livekit-sip has a setting of its own. Without it the address of the interface goes into the answer to the carrier: audio is sent to a private address and never arrives, the call is silent and ends after 15 or 30 seconds with \`media-timeout\`; BYE and ACK go astray as well.

Set \`use_external_ip: true\` in sip.yaml, or \`nat_1_to_1_ip\` with the public address; \`local_net\` names the network to leave alone.

To be sure: livekit-sip logs \`server starting\` with \`external\` set to the public address.`,
  *find(facts) {
    const configs = facts.all('config')
    for (const sip of configs.filter(({ of }) => of === 'sip')) {
      const own = ['use_external_ip', 'nat_1_to_1_ip', 'media_use_external_ip', 'media_nat_1_to_1_ip'].map((name) => nodeAt(sip.node, name))
      if (own.some((node, index) => node && (index % 2 === 1 || booleanOf(node) === true))) continue
      const server = configs.find(
        (config) =>
          config.of === 'livekit' && sameStack(config.site, sip.site) && booleanOf(nodeAt(config.node, 'rtc', 'use_external_ip')) === true,
      )
      const setting = nodeAt(server?.node, 'rtc', 'use_external_ip')
      if (!setting) continue
      const place: Place = own[0]?.at ?? sip.node.at
      yield {
        message: 'livekit-sip names its private address to carriers, where the server looks for the public one',
        why: 'Audio of phone calls is sent to a private address: calls are silent, and end after 15 to 30 seconds.',
        fix: { text: 'Set use_external_ip: true in the config of SIP' },
        places: [place, setting.at],
      }
    }
  },
}
