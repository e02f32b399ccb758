import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { integerOf, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'rtc.range-and-mux',
  severity: 'warning',
  summary: 'a range of media ports and one port for all media, of which the server uses the range',
  story: `livekit-server takes media either on a range of UDP ports, \`port_range_start\` to \`port_range_end\`, two for each participant, or on one port for everybody, \`udp_port\`. With both it uses the range and never opens \`udp_port\`. Its log line \`starting LiveKit server\` names \`rtc.portUDP\` all the same, so that the wrong port gets published or opened in the firewall: browsers connect, and nobody hears anything.

Behind Docker's own network one port is simpler: leave the range out, publish \`7882/udp\`. With host networking a range spreads the load over sockets.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      const [start, end, mux] = ['port_range_start', 'port_range_end', 'udp_port'].map((name) => nodeAt(node, 'rtc', name))
      if (!start || !end || !mux || integerOf(start, 0) <= 0 || integerOf(end, 0) <= 0 || !/^\s*\+?[1-9]/.test(stringOf(mux))) continue
      yield {
        message: '`rtc.udp_port` counts for nothing beside a range of ports',
        why: 'The server uses the range and never opens `udp_port`; where only that one is let through, nobody hears anything.',
        fix: { text: 'Leave out `udp_port`, or `port_range_start` and `port_range_end`' },
        places: [mux.keyAt ?? mux.at, start.keyAt ?? start.at],
      }
    }
  },
}
