import type { Facts, ListenFact, ProxyRouteFact, ServiceFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isContainerName, isDockerHost, isLoopback } from '../net/hosts.ts'
import { extraHosts, isSameSite, publishedAs, serviceAt, servicesNamed } from '../net/services.ts'

/** What the host of an upstream stands for, seen from the proxy. */
export type Destination =
  | { kind: 'machine' }
  /** The proxy's own container. */
  | { kind: 'self' }
  | { kind: 'services'; services: readonly ServiceFact[] }
  /** A container's name that can't be found from there. */
  | { kind: 'unknown-name'; services: readonly ServiceFact[] }
  /** Another machine, or not to be told. */
  | { kind: 'elsewhere' }

/** Where a proxy at a site gets when it connects to a host. */
export function destinationOf(facts: Facts, site: Site, host: string): Destination {
  if (isDockerHost(host)) return { kind: 'machine' }
  if (isLoopback(host)) return { kind: site.network === 'bridge' ? 'self' : site.network === 'kubernetes' ? 'elsewhere' : 'machine' }
  const named = servicesNamed(facts, site, host)
  const service = serviceAt(facts, site)
  if (!isContainerName(host) || site.network === 'kubernetes') return { kind: 'elsewhere' }
  if (!service || extraHosts(service).has(host)) return named.length > 0 ? { kind: 'services', services: named } : { kind: 'elsewhere' }
  if (site.network === 'host') return { kind: 'unknown-name', services: named }
  // Docker's DNS knows the containers of its own networks only, not those with host networking.
  const reachable = named.filter(({ site: { network } }) => network !== 'host')
  return reachable.length > 0 ? { kind: 'services', services: reachable } : { kind: 'unknown-name', services: named }
}

/** What is known to listen where a route leads; empty where nothing is. */
export function listenersBehind(facts: Facts, { site, upstream }: ProxyRouteFact): ListenFact[] {
  if (!upstream) return []
  const destination = destinationOf(facts, site, upstream.host)
  const listens = facts.all('listen').filter(({ protocol, site: other }) => protocol === 'tcp' && sameStack(other, site))
  if (destination.kind === 'machine') return listens.filter((listen) => onMachine(facts, listen) === upstream.port)
  const services = destination.kind === 'services' ? destination.services : destination.kind === 'self' ? [{ site }] : []
  return listens.filter(
    (listen) =>
      listen.from <= upstream.port && upstream.port <= listen.to && services.some((service) => isSameSite(service.site, listen.site)),
  )
}

/** The port on the machine at which a listener is reached; null where it is not. */
export function onMachine(facts: Facts, { site, from, protocol }: ListenFact): number | null {
  return publishedAs(serviceAt(facts, site), from, protocol)
}

/** The listeners of livekit-server in a site's stack, for one purpose. */
export function serverListens(facts: Facts, site: Site, purpose: ListenFact['purpose']): ListenFact[] {
  return facts.all('listen').filter((listen) => listen.user === 'livekit' && listen.purpose === purpose && sameStack(listen.site, site))
}

/** True where a route leads to LiveKit's signalling: to the port of a server that the files show, or to 7880 where they show none. */
export function leadsToSignal(facts: Facts, route: ProxyRouteFact): boolean {
  if (!route.upstream) return false
  if (listenersBehind(facts, route).some(({ user, purpose }) => user === 'livekit' && purpose === 'signal')) return true
  return route.upstream.port === 7880 && serverListens(facts, route.site, 'signal').length === 0
}

/** The routes of a site's stack. */
export function routesOf(facts: Facts, site: Site): ProxyRouteFact[] {
  return facts.all('proxy-route').filter((route) => sameStack(route.site, site))
}
