import { nodeAt } from '../config-node.ts'
import type { Facts, ProxyRouteFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { looksLikeTurn, turnsOf } from '../proxies/turn.ts'
import { destinationOf, listenersBehind } from '../proxies/upstream.ts'
import { uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.proxy-without-turn',
  severity: 'error',
  summary: 'a proxy leads to a TURN server that livekit-server does not start',
  story: `The proxy has a route for TURN over TLS, usually \`turn.…\` to port 5349, and livekit.yaml has no \`turn\` section that is enabled. livekit-server then opens no such port and tells clients of no TURN server: the route ends in \`connection refused\`, and nobody ever asks for it.

Most callers don't notice. Those behind a firewall that lets only 443 through connect, hear nothing, and are gone after some seconds.

Enable TURN with the name of the route and the port it leads to; \`external_tls\` says that the proxy ends TLS:

turn:
  enabled: true
  domain: turn.example.com
  tls_port: 5349
  external_tls: true

Or take the route away. To be sure: \`voicectl doctor\` asks TURN for a relay.`,
  *find(facts) {
    for (const route of facts.all('proxy-route')) {
      if (!looksLikeTurn(route) || hasOtherTurn(facts, route) || !leadsToServer(facts, route)) continue
      const turns = turnsOf(facts, route.site)
      if (turns.length === 0 || turns.some(({ enabled }) => enabled)) continue
      const inConfig = turns.map(({ config: { node } }) => nodeAt(node, 'turn', 'enabled')?.at ?? nodeAt(node, 'turn')?.keyAt ?? node.at)
      const domain = route.host?.value ?? 'turn.example.com'
      yield {
        message: `The proxy routes ${route.host?.value ?? 'connections'} to TURN at port ${route.upstream?.port}, and livekit-server has TURN turned off`,
        why: 'Nothing listens there: callers whose network lets only TLS at 443 through get no sound.',
        fix: {
          text: `Set turn.enabled: true, domain: ${domain}, tls_port: ${route.upstream?.port} and external_tls: true in livekit.yaml, or take the route away`,
        },
        places: uniquePlaces([route.upstream?.at ?? route.at, ...inConfig]),
      }
    }
  },
}

/** Not to another service, nor to something else that is known to listen there. */
function leadsToServer(facts: Facts, route: ProxyRouteFact): boolean {
  const destination = destinationOf(facts, route.site, route.upstream?.host ?? '')
  if (listenersBehind(facts, route).length > 0) return false
  if (destination.kind === 'services') return destination.services.some(({ user }) => user === 'livekit')
  return destination.kind === 'machine'
}

function hasOtherTurn(facts: Facts, { site }: ProxyRouteFact): boolean {
  const services = facts.all('service').filter((service) => sameStack(service.site, site))
  return services.some(({ name, image }) =>
    /coturn|turnserver|eturnal|\bstunner\b|(?:^|[-_])turn(?:$|[-_])/.test(`${name} ${image?.value ?? ''}`),
  )
}
