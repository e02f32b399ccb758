import type { ProxyRouteFact } from '../facts.ts'
import { numberOf, textOf } from '../config-node.ts'
import { uniquePlaces } from '../places.ts'
import { httpRoutes, leadsToTurn, namedHttpRoutes, turnsOf, type Turn } from '../proxies/turn.ts'
import { leadsToSignal } from '../proxies/upstream.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.http-proxy',
  severity: 'error',
  summary: 'TURN behind a proxy that speaks HTTP',
  story: `TURN is a protocol of its own: behind TLS come STUN messages, not requests of HTTP. A proxy that speaks HTTP, such as \`reverse_proxy\` of a Caddyfile or \`proxy_pass\` in a \`server\` of nginx's \`http\`, answers them with \`400 Bad Request\` or hangs up. The TURN server never sees a caller.

The names, ports and certificates all look right, and a browser that opens the TURN name even sees an answer, from the proxy.

TLS for the TURN name has to be told apart by its name (SNI), before HTTP: \`layer4\` of \`livekit/caddyl4\`, a \`stream\` of nginx with \`ssl_preread\`, haproxy in TCP mode, or a load balancer for TCP.

To be sure: \`voicectl doctor\` asks TURN for a relay over TLS.`,
  *find(facts) {
    for (const turn of turnsOf(facts)) {
      if (!turn.enabled) continue
      const named = namedHttpRoutes(facts, turn)
      // Where LiveKit's own clients come by that name too, one finding tells of all its routes.
      const isShared = named.some((route) => leadsToSignal(facts, route))
      const told = isShared ? named.slice(0, 1) : named
      for (const route of httpRoutes(facts, turn)) {
        if (told.includes(route) || (!named.includes(route) && leadsToTurn(facts, route, turn)))
          yield hit(turn, route, isShared && named.includes(route))
      }
    }
  },
}

function hit(turn: Turn, route: ProxyRouteFact, isShared: boolean): Hit {
  const domain = textOf(turn.domain)
  const port = numberOf(turn.tlsPort) ?? 5349
  return {
    message: `The route of ${domain ?? 'TURN'} speaks HTTP, and TURN does not`,
    why: 'The proxy answers TURN with an error: callers whose network lets only TLS at 443 through get no sound.',
    fix: {
      text: isShared
        ? `Give TURN a name of its own in turn.domain, and pass that name on as bytes by its TLS name, to port ${port}`
        : `Route ${domain ?? 'it'} as bytes by its TLS name: layer4 of livekit/caddyl4, or stream with ssl_preread in nginx, to port ${port}`,
    },
    places: uniquePlaces([route.at, ...(turn.tlsPort ? [turn.tlsPort.at] : turn.domain ? [turn.domain.at] : [])]),
  }
}
