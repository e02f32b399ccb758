import { numberOf, textOf } from '../config-node.ts'
import type { Facts, ProxyRouteFact } from '../facts.ts'
import { serviceAt } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import { leadsToTurn, turnsOf, type Turn } from '../proxies/turn.ts'
import { routesOf } from '../proxies/upstream.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.not-proxied',
  severity: 'error',
  summary: 'TURN over TLS is announced at 443, and nothing there leads to it',
  story: `livekit-server tells clients \`turns:<turn.domain>:443?transport=tcp\`, whatever \`tls_port\` is: 443 is what closed networks let through. So something at 443 has to take connections for that name and hand them to \`tls_port\`. With \`external_tls: true\` it ends TLS as well, with a certificate for the name.

A proxy that serves the page and signalling at 443 knows nothing of the TURN name unless it is told. It answers with another certificate or none, and the client gives up on TURN without a word.

It needs a route by TLS name (SNI) that passes bytes, not HTTP: \`livekit/caddyl4\` with \`layer4\`, nginx with \`stream\` and \`ssl_preread\`, or haproxy in TCP mode. TURN over UDP, \`turn.udp_port\`, needs no proxy and helps most callers; without TLS leave \`tls_port\` out.

To be sure: \`openssl s_client -connect <turn.domain>:443 -servername <turn.domain>\` shows the certificate of that name.`,
  *find(facts, { sources }) {
    const hasMain = sources.some(({ path }) => /(?:^|\/)nginx\.conf$/.test(path))
    for (const turn of turnsOf(facts)) {
      if (!turn.enabled || !turn.tlsPort || !turn.domain) continue
      const routes = routesOf(facts, turn.config.site)
      const hit = !hasMain && routes.some((route) => isSiteOfMachine(route)) ? null : hitFor(facts, turn, routes)
      if (hit) yield hit
    }
  },
}

function hitFor(facts: Facts, turn: Turn, routes: readonly ProxyRouteFact[]): Hit | null {
  const [port, domain] = [numberOf(turn.tlsPort), textOf(turn.domain) ?? '']
  const at443 = routes.filter(({ listen }) => listen.port === 443)
  // What reaches the port under another name is turn.domain-mismatch's, what is no route of bytes turn.http-proxy's.
  if (routes.some((route) => leadsToTurn(facts, route, turn))) return null
  const named = at443.filter(({ layer, host }) => layer === 4 && host !== null && hostMatches(host.value, domain))
  if (named.some(({ upstream }) => upstream === null)) return null
  const [wrong] = named
  const published = serviceAt(facts, turn.config.site)?.published.filter(({ target }) => target.from === port) ?? []
  const places = [turn.tlsPort?.at ?? turn.config.node.at, ...(turn.domain ? [turn.domain.at] : []), ...published.map(({ at }) => at)]
  if (wrong?.upstream) {
    return {
      message: `The proxy routes ${domain} to port ${wrong.upstream.port}, and TURN listens at ${port}`,
      why: 'Nothing of TURN answers there: callers whose network lets only TLS at 443 through get no sound.',
      fix: { text: `Route ${domain} to port ${port}` },
      places: uniquePlaces([wrong.upstream.at, ...places]),
    }
  }
  if (isPublishedAt443(facts, turn) || at443.length === 0 || at443.some(({ layer, host }) => host === null && layer === 4)) return null
  if (at443.some(({ host }) => host !== null && hostMatches(host.value, domain))) return null
  return {
    message: `TURN is announced as turns:${domain}:443, and the proxy at 443 has no route for that name to port ${port}`,
    why: 'Callers whose network lets only TLS at 443 through get no sound.',
    fix: { text: `Route TLS for ${domain} at 443 to port ${port}, as bytes and not as HTTP; or leave tls_port out and use udp_port` },
    places: uniquePlaces([...places, ...at443.slice(0, 1).map(({ at }) => at)]),
  }
}

/** A site of the machine's own nginx: what passes bytes on stands in nginx.conf, beside `http`, and can't be in such a file. */
function isSiteOfMachine({ by, site, at }: ProxyRouteFact): boolean {
  return by === 'nginx' && site.service === null && /(?:^|\/)(?:sites-(?:available|enabled)|conf\.d)\//.test(at.file)
}

function isPublishedAt443(facts: Facts, { config, tlsPort }: Turn): boolean {
  const port = numberOf(tlsPort) ?? 0
  if (port === 443) return true
  const published = serviceAt(facts, config.site)?.published ?? []
  return published.some((one) => one.protocol === 'tcp' && one.published?.from === 443 && one.target.from === port)
}
