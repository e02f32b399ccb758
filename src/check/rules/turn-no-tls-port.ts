import { booleanOf, nodeAt, numberOf, textOf } from '../config-node.ts'
import { sameStack } from '../folder-view.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.no-tls-port',
  severity: 'error',
  summary: 'a proxy serves the TURN domain, and the server has no TURN over TLS',
  story: `TURN over TLS is for callers whose network lets nothing but HTTPS through. The proxy ends TLS for the TURN domain and passes on to \`turn.tls_port\` of the server. Where that is not set, nothing listens behind the proxy: the connection is closed, and such callers see the page and hear nothing.

The server offers TURN over TLS to clients only with \`tls_port\` set, always at port 443 of the domain.

Set \`turn.tls_port: 5349\` and \`turn.external_tls: true\`, and let the proxy pass on to 5349.`,
  *find(facts) {
    for (const { of, node, site } of facts.all('config')) {
      const turn = nodeAt(node, 'turn')
      const domain = nodeAt(turn, 'domain')
      if (
        of !== 'livekit' ||
        !turn ||
        !domain ||
        booleanOf(nodeAt(turn, 'enabled')) !== true ||
        (numberOf(nodeAt(turn, 'tls_port')) ?? 0) > 0
      )
        continue
      const route = facts
        .all('proxy-route')
        .find((one) => one.layer === 4 && one.host?.value === textOf(domain) && sameStack(one.site, site))
      if (!route) continue
      yield {
        message: 'The proxy serves the TURN domain, and turn.tls_port is not set',
        why: 'Callers whose network lets nothing but HTTPS through see the page and hear nothing.',
        fix: { text: 'Set turn.tls_port to the port that the proxy passes on to' },
        places: [turn.keyAt ?? turn.at, domain.at, route.upstream?.at ?? route.at],
      }
    }
  },
}
