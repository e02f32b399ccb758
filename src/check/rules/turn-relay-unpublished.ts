import { uniquePlaces } from '../places.ts'
import { isReachedFromOutside } from '../proxies/outside.ts'
import { portText, unpublished } from '../proxies/published.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.relay-unpublished',
  severity: 'warning',
  summary: "the ports from which TURN relays are not the machine's",
  story: `TURN gives each caller who needs it a port of its relay range, \`turn.relay_range_start\` to \`relay_range_end\`, 30000 to 40000 where nothing is set. Media to that caller is sent to this port at the server's public address. In a container with a network of its own, nothing arrives there unless the range is published as UDP.

The TURN server answers, hands out a relay, and no sound comes through: the worst kind to find.

Publishing 10,000 ports makes Docker slow to start. A range of a few hundred is enough for as many relayed callers; \`network_mode: host\` needs no publishing at all.

To be sure: force relay in the client (\`iceTransportPolicy: 'relay'\`) and speak.`,
  *find(facts) {
    for (const listen of facts.all('listen')) {
      if (listen.user !== 'livekit' || listen.purpose !== 'turn-relay' || !isReachedFromOutside(facts, listen.site)) continue
      const found = unpublished(facts, listen)
      if (!found) continue
      yield {
        message: `TURN relays from the UDP ports ${listen.from} to ${listen.to}, and ${found.kind === 'partly' ? 'only some are' : 'they are not'} published`,
        why: 'Callers who need a relay get one and hear nothing.',
        fix: {
          text: `Set a small turn.relay_range_start and relay_range_end and publish it, such as ${portText({ from: 30_000, to: 30_200, protocol: 'udp' })}`,
        },
        places: uniquePlaces([found.at, listen.at]),
      }
    }
  },
}
