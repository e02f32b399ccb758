import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { isOn, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'rtc.node-ip-ignored',
  severity: 'warning',
  summary: 'an address for media that the server replaces by what STUN says',
  story: `\`rtc.node_ip\` is the address that livekit-server tells clients to send media to. With \`rtc.use_external_ip: true\` the server asks public STUN servers at every start and puts their answer in its place: what is written counts for nothing.

Usually both are the same, until the machine gets a second address, a VPN, or a NAT in front. Where STUN is not reached the server does not start at all, although the address stands in its config: \`could not resolve external IP\`.

Keep \`node_ip\` and set \`use_external_ip: false\` where the address is fixed.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      const [address, external] = [nodeAt(node, 'rtc', 'node_ip'), nodeAt(node, 'rtc', 'use_external_ip')]
      if (!address || !external || stringOf(address) === '' || !isOn(external)) continue
      yield {
        message: '`rtc.node_ip` counts for nothing beside `use_external_ip: true`',
        why: 'The server asks STUN servers at each start instead, and does not start where they can’t be reached.',
        fix: { text: 'Set `use_external_ip: false`, or leave `node_ip` out' },
        places: [address.at, external.at],
      }
    }
  },
}
