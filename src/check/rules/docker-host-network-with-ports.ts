import { nodeAt, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'docker.host-network-with-ports',
  severity: 'info',
  summary: 'ports that count for nothing beside network_mode: host',
  story: `With \`network_mode: host\` a container uses the machine's own network: what it listens on is open at once, under the number of its own config. Docker throws \`ports\` away, with a warning that few see: \`Published ports are discarded when using host network mode\`.

It does no harm by itself. But a mapping such as \`8080:7880\` does not happen, the server is at 7880, and an address such as \`127.0.0.1:\` before the port does not keep anybody out.

Take \`ports\` away, and set ports and addresses to bind to in the server's own config.`,
  *find(facts) {
    for (const { name, node } of facts.all('service')) {
      const ports = nodeAt(node, 'ports')
      const mode = nodeAt(node, 'network_mode')
      if (textOf(mode) !== 'host' || !mode || !ports || ports.content.kind !== 'list' || ports.content.items.length === 0) continue
      yield {
        message: `${name} uses the machine's network, where its ports count for nothing`,
        why: 'Docker ignores them: the server is open at its own ports, on all addresses it binds to.',
        fix: { text: 'Take ports away' },
        places: [ports.keyAt ?? ports.at, mode.at],
      }
    }
  },
}
