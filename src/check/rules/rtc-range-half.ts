import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { integerOf, isNull, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'rtc.range-half',
  severity: 'error',
  summary: 'a range of media ports with one end only',
  story: `\`rtc.port_range_start\` and \`rtc.port_range_end\` count only together. With the start alone livekit-server limits media to no range at all and takes any free UDP port of the machine, which no firewall lets through and no container publishes. With the end alone it uses its default, 50000 to 60000.

The server starts, signalling works, and calls are silent. Set both ends; two ports serve one participant.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      const [start, end, mux] = ['port_range_start', 'port_range_end', 'udp_port'].map((name) => nodeAt(node, 'rtc', name))
      const [from, to] = [integerOf(start, 0), integerOf(end, 0)]
      const only = from > 0 && to === 0 ? start : to > 0 && from === 0 ? end : undefined
      if (!only || (mux && !isNull(mux) && stringOf(mux) !== '')) continue
      yield {
        message: only === start ? '`rtc.port_range_start` has no `port_range_end`' : '`rtc.port_range_end` has no `port_range_start`',
        why:
          only === start
            ? 'The server takes any free UDP port of the machine, and no firewall lets those through: calls are silent.'
            : 'The server uses 50000 to 60000, whatever this says.',
        fix: { text: 'Set both ends of the range' },
        places: [only.keyAt ?? only.at],
      }
    }
  },
}
