import { nodeAt, booleanOf } from '../config-node.ts'
import type { Facts, ListenFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isLoopback } from '../net/hosts.ts'
import { uniquePlaces } from '../places.ts'
import { isReachedFromOutside } from '../proxies/outside.ts'
import { bridgedService, portText, unpublished, type Unpublished } from '../proxies/published.ts'
import type { Hit, Rule } from '../rule.ts'

/** For each published port Docker starts a process of its own, or adds rules. */
const MANY_PORTS = 2000

export const rule: Rule = {
  id: 'rtc.unpublished',
  severity: 'error',
  summary: "the ports of LiveKit's media are not published, or with the wrong protocol",
  story: `Signalling is one TCP port; sound comes over others, from the client straight to the server. In a container with a network of its own each of them has to be published: \`rtc.port_range_start\` to \`port_range_end\`, or \`udp_port\`, as UDP, and \`tcp_port\` (7881 where nothing is set) as TCP for networks that block UDP.

With the ports closed a call connects, the page shows the room, and nobody hears anything. After some 15 seconds the client gives up with \`could not establish pc connection\`.

Without \`/udp\` an entry of \`ports\` means TCP, the most usual slip. A range set in livekit.yaml makes the server ignore \`udp_port\`, so publish the one that counts.

To be sure: \`voicectl doctor\` makes a real media connection and says whether UDP, TCP or TURN won.`,
  *find(facts) {
    for (const listen of facts.all('listen')) {
      if (listen.user !== 'livekit' || (listen.purpose !== 'rtc-udp' && listen.purpose !== 'rtc-tcp')) continue
      if (!isReachedFromOutside(facts, listen.site)) continue
      const found = unpublished(facts, listen)
      const hit = found ? unpublishedHit(facts, listen, found) : loopbackHit(facts, listen)
      if (hit) yield hit
    }
  },
}

function unpublishedHit(facts: Facts, listen: ListenFact, { service, kind, at }: Unpublished): Hit {
  const protocol = listen.protocol.toUpperCase()
  const ports = listen.from === listen.to ? `port ${listen.from}` : `ports ${listen.from} to ${listen.to}`
  const how = { missing: 'not published', partly: 'published only in part', 'other-protocol': `published, but not as ${protocol}` }[kind]
  const isUdp = listen.purpose === 'rtc-udp'
  return {
    message: `Media uses ${protocol} ${ports}, which ${listen.from === listen.to ? 'is' : 'are'} ${how}`,
    why: isUdp ? 'Callers join the room and hear nothing.' : 'Callers whose network blocks UDP join the room and hear nothing.',
    fix: {
      text:
        isUdp && listen.to - listen.from > MANY_PORTS
          ? `Set rtc.udp_port: 7882 instead of the range, and publish 7882:7882/udp: Docker takes minutes for ${listen.to - listen.from + 1} ports`
          : `Publish ${portText(listen)} in the ports of ${service.name}`,
    },
    places: uniquePlaces([at, listen.at]),
    ...(isUdp && kind !== 'partly' && !tcpIsOpen(facts, listen) ? {} : { severity: 'warning' as const }),
  }
}

/** With media over TCP calls still work, worse. */
function tcpIsOpen(facts: Facts, { site }: ListenFact): boolean {
  const tcp = facts
    .all('listen')
    .filter(({ user, purpose, site: other }) => user === 'livekit' && purpose === 'rtc-tcp' && sameStack(site, other))
  return tcp.some((listen) => unpublished(facts, listen) === null)
}

/** Open to this machine only, while clients are told the public address. */
function loopbackHit(facts: Facts, listen: ListenFact): Hit | null {
  const config = facts.all('config').find(({ of, site }) => of === 'livekit' && sameStack(site, listen.site))
  const external = nodeAt(config?.node, 'rtc', 'use_external_ip')
  const service = bridgedService(facts, listen)
  const port = service?.published.find(
    ({ host, protocol, target }) => host !== null && isLoopback(host) && protocol === listen.protocol && target.from === listen.from,
  )
  if (!service || !port || !external || booleanOf(external) !== true) return null
  return {
    message: `Media port ${listen.from} is published on ${port.host} only, and use_external_ip sends clients to the public address`,
    why: 'Callers join the room and hear nothing.',
    fix: { text: `Take ${port.host}: away from the port` },
    places: [port.at, external.at],
  }
}
