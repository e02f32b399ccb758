import type { Facts, ListenFact } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import { portText, unpublished, type Unpublished } from '../proxies/published.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'sip.ports-unpublished',
  severity: 'error',
  summary: 'the ports of livekit-sip are not published, or with the wrong protocol',
  story: `Carriers send calls to livekit-sip at 5060, over UDP or TCP as the trunk says (5061 for TLS), and sound to the UDP ports of \`rtp_port\`, 10000 to 20000 where nothing is set. In a container with a network of its own all of them have to be published.

Without 5060 the carrier gets no answer, and the caller hears an error tone after up to half a minute. Without the RTP range the call is answered and silent, and ends after 15 to 30 seconds with \`media-timeout\`.

Without \`/udp\` an entry of \`ports\` means TCP. Publishing 10,000 ports makes Docker slow; a smaller \`rtp_port\` such as 10000-10200 carries a hundred calls. \`network_mode: host\` is what LiveKit advises for SIP: it also keeps the container's address out of the SIP headers.

To be sure: \`voicectl doctor\` sends OPTIONS to the port and waits for 200.`,
  *find(facts) {
    for (const listen of facts.all('listen')) {
      if (listen.user !== 'sip' || !['sip', 'sip-tls', 'rtp'].includes(listen.purpose)) continue
      const found = unpublished(facts, listen)
      if (found) yield hit(facts, listen, found)
    }
  },
}

function hit(facts: Facts, listen: ListenFact, { service, kind, at }: Unpublished): Hit {
  const protocol = listen.protocol.toUpperCase()
  const ports = listen.from === listen.to ? `port ${listen.from}` : `ports ${listen.from} to ${listen.to}`
  const how = { missing: 'not published', partly: 'published only in part', 'other-protocol': `published, but not as ${protocol}` }[kind]
  const what = listen.purpose === 'rtp' ? 'The sound of phone calls' : 'SIP'
  const isOpenOtherwise =
    listen.purpose === 'sip' && facts.all('listen').some((other) => isSipTwin(listen, other) && !unpublished(facts, other))
  return {
    message: `${what} comes to ${protocol} ${ports}, which ${listen.from === listen.to ? 'is' : 'are'} ${how}`,
    why:
      listen.purpose === 'rtp'
        ? 'Calls are answered and silent, and end after half a minute.'
        : `Calls of trunks that use ${listen.purpose === 'sip-tls' ? 'TLS' : protocol} never arrive.`,
    fix: { text: `Publish ${portText(listen)} in the ports of ${service.name}, or use network_mode: host` },
    places: uniquePlaces([at, listen.at]),
    ...(isOpenOtherwise || kind === 'partly' ? { severity: 'warning' as const } : {}),
  }
}

/** The same port over the other protocol: carriers use one of them. */
function isSipTwin(a: ListenFact, b: ListenFact): boolean {
  return b.user === 'sip' && b.purpose === 'sip' && b.protocol !== a.protocol && isSameSite(a.site, b.site)
}
