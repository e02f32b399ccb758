import { booleanOf, nodeAt, numberOf, textOf, type ConfigNode } from '../config-node.ts'
import type { ConfigFact, Facts, ProxyRouteFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { destinationOf, onMachine, serverListens } from './upstream.ts'

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

/** True where a route looks as if it were meant for TURN, by its usual port or name. */
export function looksLikeTurn({ upstream, host }: ProxyRouteFact): boolean {
  return upstream !== null && (upstream.port === 5349 || (/^turns?[.-]/.test(host?.value ?? '') && upstream.port !== 7880))
}
