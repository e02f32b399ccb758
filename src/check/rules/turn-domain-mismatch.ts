import { textOf } from '../config-node.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import { leadsToTurn, turnsOf } from '../proxies/turn.ts'
import { routesOf } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.domain-mismatch',
  severity: 'error',
  summary: 'the proxy routes another name to TURN than livekit-server announces',
  story: `livekit-server tells clients to find TURN at \`turns:<turn.domain>:443\`. The client asks for that name in the TLS handshake, and the proxy chooses the route by it. Where its route has another name, the connection ends with a handshake error, and the client drops TURN without a word.

Also the certificate is for the name of the route, so that a route for any name would not help.

Write the same name in both, and let its DNS record point to the proxy.

To be sure: \`openssl s_client -connect <turn.domain>:443 -servername <turn.domain>\` shows a certificate for it.`,
  *find(facts) {
    for (const turn of turnsOf(facts)) {
      const domain = textOf(turn.domain)
      if (!turn.enabled || domain === undefined) continue
      const routes = routesOf(facts, turn.config.site).filter((route) => route.layer === 4 && leadsToTurn(facts, route, turn))
      if (routes.some(({ host }) => host === null || hostMatches(host.value, domain))) continue
      for (const { host } of routes) {
        if (!host) continue
        yield {
          message: `The proxy routes ${host.value} to TURN, and livekit-server announces ${domain}`,
          why: 'The TLS handshake fails: callers whose network lets only TLS at 443 through get no sound.',
          fix: { text: 'Write the same name in both' },
          places: uniquePlaces([...placesOf(host), ...(turn.domain ? [turn.domain.at] : [])]),
        }
      }
    }
  },
}
