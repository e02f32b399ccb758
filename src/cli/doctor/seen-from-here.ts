import type { Facts, ListenFact, Site } from '../../check/facts.ts'
import { isDockerHost, isLoopback, isWildcard } from '../../check/net/hosts.ts'
import { isOpen, parseLiveKitUrl, urlText } from '../../check/net/livekit-url.ts'
import { publishedAs, serviceAt, servicesNamed } from '../../check/net/services.ts'

const LOOPBACK = '127.0.0.1'

export interface Address {
  host: string
  port: number
}

/** An address that a program is given, as this machine reaches it; null where it is inside of containers only, or not known. */
export function seenFromHere(facts: Facts, site: Site, { host, port }: Address): Address | null {
  if (isOpen(host) || host === '') return null
  if (isDockerHost(host)) return { host: LOOPBACK, port }
  if (isLoopback(host) || isWildcard(host)) {
    const published = site.network === 'bridge' ? publishedAs(serviceAt(facts, site), port) : port
    return published === null ? null : { host: LOOPBACK, port: published }
  }
  const [service] = servicesNamed(facts, site, host)
  if (!service) return { host, port }
  const published = publishedAs(service, port)
  return published === null ? null : { host: LOOPBACK, port: published }
}

/** The same for a URL, with the scheme of a WebSocket. */
export function urlFromHere(facts: Facts, site: Site, url: string): string | null {
  const parsed = parseLiveKitUrl({ value: url })
  if (parsed === null) return null
  const address = seenFromHere(facts, site, parsed)
  if (address === null) return null
  const scheme = /^(https|wss)$/.test(parsed.scheme) ? 'wss' : 'ws'
  return urlText({ scheme, ...address, hasPort: parsed.hasPort || address.port !== parsed.port })
}

/** Where this machine holds a port that a program listens on; null where its container publishes none. A range gives its first one. */
export function heldHere(facts: Facts, listen: ListenFact): { port: number; host: string } | null {
  const service = serviceAt(facts, listen.site)
  if (service?.site.network === 'kubernetes') return null
  const port = publishedAs(service, listen.from, listen.protocol)
  if (port === null) return null
  if (service?.site.network !== 'bridge') return { port, host: listen.host ?? '0.0.0.0' }
  const open = service.published.find(
    ({ published, protocol }) => protocol === listen.protocol && published && published.from <= port && port <= published.to,
  )
  return { port, host: open?.host ?? '0.0.0.0' }
}

/** http://host:port of a port as this machine asks it; null where it can't. */
export function httpFromHere(facts: Facts, listen: ListenFact | undefined): string | null {
  const held = listen && heldHere(facts, listen)
  return held ? `http://${isWildcard(held.host) || isLoopback(held.host) ? LOOPBACK : held.host}:${held.port}` : null
}
