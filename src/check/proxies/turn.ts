import { booleanOf, nodeAt, numberOf, textOf, type ConfigNode } from '../config-node.ts'
import type { ConfigFact, Facts, ProxyRouteFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { hostMatches } from './address.ts'
import { destinationOf, onMachine, routesOf, serverListens } from './upstream.ts'

/** The TURN server of a livekit.yaml. */
export interface Turn {
  config: ConfigFact
  enabled: boolean
  domain: ConfigNode | undefined
  tlsPort: ConfigNode | undefined
  /** True where something else ends TLS before it. */
  externalTls: boolean
}

/** What the livekit.yaml files of a site's stack say of TURN; all of them where no site is given. */
export function turnsOf(facts: Facts, site?: Site): Turn[] {
  const configs = facts.all('config').filter((config) => config.of === 'livekit' && (site === undefined || sameStack(config.site, site)))
  return configs.map((config) => {
    const turn = nodeAt(config.node, 'turn')
    const tlsPort = nodeAt(turn, 'tls_port')
    return {
      config,
      enabled: booleanOf(nodeAt(turn, 'enabled')) === true,
      domain: textOf(nodeAt(turn, 'domain')) ? nodeAt(turn, 'domain') : undefined,
      tlsPort: (numberOf(tlsPort) ?? 0) > 0 ? tlsPort : undefined,
      externalTls: booleanOf(nodeAt(turn, 'external_tls')) === true,
    }
  })
}

/** True where a route leads to the port at which TURN takes TLS, or what TLS held. */
export function leadsToTurn(facts: Facts, { site, upstream }: ProxyRouteFact, { config, tlsPort }: Turn): boolean {
  const port = numberOf(tlsPort)
  if (!upstream || port === undefined) return false
  const destination = destinationOf(facts, site, upstream.host)
  if (destination.kind === 'services') return upstream.port === port && destination.services.some(({ user }) => user === 'livekit')
  if (destination.kind !== 'machine') return destination.kind === 'elsewhere' && upstream.port === port
  return serverListens(facts, config.site, 'turn-tls').some((listen) => listen.from === port && onMachine(facts, listen) === upstream.port)
}

/** The routes of a TURN server's stack that speak HTTP. */
export function httpRoutes(facts: Facts, { config }: Turn): ProxyRouteFact[] {
  return routesOf(facts, config.site).filter(({ layer, upstream }) => layer === 7 && upstream !== null)
}

/** Those of TURN's own name, where nothing passes that name on as bytes. */
export function namedHttpRoutes(facts: Facts, turn: Turn): ProxyRouteFact[] {
  const domain = textOf(turn.domain)?.toLowerCase()
  if (domain === undefined || turn.tlsPort === undefined) return []
  const byBytes = routesOf(facts, turn.config.site).some(
    ({ layer, host }) => layer === 4 && host !== null && hostMatches(host.value, domain),
  )
  return byBytes ? [] : httpRoutes(facts, turn).filter(({ host }) => host?.value === domain)
}

/** True for a route that hands TURN on by HTTP, under its own name and to its own port. */
export function isTurnByHttp(facts: Facts, route: ProxyRouteFact): boolean {
  return turnsOf(facts, route.site).some(
    (turn) => turn.enabled && route.upstream?.port === numberOf(turn.tlsPort) && namedHttpRoutes(facts, turn).includes(route),
  )
}

/** True where a route looks as if it were meant for TURN, by its usual port or name. */
export function looksLikeTurn({ upstream, host }: ProxyRouteFact): boolean {
  return upstream !== null && (upstream.port === 5349 || (/^turns?[.-]/.test(host?.value ?? '') && upstream.port !== 7880))
}
