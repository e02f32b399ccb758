import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { integerOf, isOn } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'turn.relay-range',
  severity: 'error',
  summary: 'a relay range of TURN that ends before it begins, or has one end only',
  story: `TURN gives each relayed call a UDP port between \`turn.relay_range_start\` and \`turn.relay_range_end\`. livekit-server starts with a range that ends before it begins, and then has no port to give: callers who need the relay connect and hear nothing.

With one end alone the server takes neither and uses 30000 to 40000, whatever the firewall lets through.

Set both, the lower first, and open the range in the firewall for UDP.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      const turn = nodeAt(node, 'turn')
      const [start, end] = [nodeAt(turn, 'relay_range_start'), nodeAt(turn, 'relay_range_end')]
      const [from, to] = [integerOf(start, 0), integerOf(end, 0)]
      if (!isOn(nodeAt(turn, 'enabled')) || (from <= to && from > 0) || (from === 0 && to === 0)) continue
      const half = from === 0 || to === 0
      const at = [end, start].find((one) => integerOf(one, 0) > 0)
      if (!at) continue
      yield {
        message: half ? 'TURN’s relay range has one end only' : '`turn.relay_range_end` is below `turn.relay_range_start`',
        why: half ? 'The server uses 30000 to 40000 instead.' : 'No relayed call gets a port: those who need the relay hear nothing.',
        fix: { text: half ? 'Set both `relay_range_start` and `relay_range_end`' : 'Write the lower port as `relay_range_start`' },
        places: [at.at, ...(half || !start ? [] : [start.at])],
      }
    }
  },
}
