import { nodeAt, numberOf } from '../config-node.ts'
import type { Facts, ListenFact, PublishedPort } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import { bridgedService } from '../proxies/published.ts'
import type { Rule } from '../rule.ts'

const ANNOUNCED = ['rtc-udp', 'rtc-tcp', 'turn-udp', 'turn-relay', 'sip', 'sip-tls', 'rtp']

export const rule: Rule = {
  id: 'ports.published-mismatch',
  severity: 'error',
  summary: 'a port that the server announces is published under another number',
  story: `Media servers tell the other side where to send: livekit-server in its ICE candidates, livekit-sip in SDP and SIP headers. They know only the numbers in their own config. Where Docker publishes such a port under another number, or under one that it picks itself, sound is sent to a port where nothing listens.

For HTTP it makes no difference, since there the client chooses the port. So \`- "8000:7880"\` works for signalling, and the same for media leaves calls connected and silent.

Give both sides the same number, and change it in livekit.yaml or sip.yaml as well. livekit-sip can announce another SIP port than it listens on: \`sip_port\` is what it announces, \`sip_port_listen\` where it listens.`,
  *find(facts) {
    for (const listen of facts.all('listen')) {
      const service = ANNOUNCED.includes(listen.purpose) ? bridgedService(facts, listen) : null
      if (!service) continue
      for (const port of service.published) {
        if (port.protocol !== listen.protocol || port.target.from > listen.to || port.target.to < listen.from) continue
        if (isSameNumber(port) || isAnnounced(facts, listen, port)) continue
        const inside = text(port.target)
        yield {
          message: `${service.name} announces ${inside}, which Docker publishes as ${port.published ? text(port.published) : 'a port that it picks itself'}`,
          why: 'The other side sends to the number that the server announces, where nothing listens: calls are silent.',
          fix: { text: `Publish ${inside}:${inside}/${port.protocol}, or set the number in the server's config too` },
          places: uniquePlaces([port.at, listen.at]),
          ...(listen.purpose === 'rtc-tcp' || listen.purpose === 'turn-udp' || listen.purpose === 'turn-relay'
            ? { severity: 'warning' as const }
            : {}),
        }
      }
    }
  },
}

function isSameNumber({ published, target }: PublishedPort): boolean {
  return published !== null && published.from === target.from
}

/** `sip_port` says the number outside, `sip_port_listen` the one inside. */
function isAnnounced(facts: Facts, { purpose, site }: ListenFact, { published }: PublishedPort): boolean {
  const config = facts.all('config').find(({ of, site: other }) => of === 'sip' && isSameSite(site, other))
  const announced =
    purpose === 'sip' ? nodeAt(config?.node, 'sip_port') : purpose === 'sip-tls' ? nodeAt(config?.node, 'tls', 'port') : undefined
  return announced !== undefined && numberOf(announced) === published?.from
}

function text({ from, to }: { from: number; to: number }): string {
  return from === to ? `${from}` : `${from}-${to}`
}
