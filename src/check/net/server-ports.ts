import type { Place } from '../../core/place.ts'
import type { Facts, ServiceFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isDockerHost, isLoopback, isWildcard } from './hosts.ts'
import { isServed } from './proxied-names.ts'
import { isSameSite, publishedAs, serviceAt, servicesNamed } from './services.ts'

/** A port at which LiveKit's signalling is reached under some host. */
export interface Door {
  port: number
  /** True where TLS is spoken there. */
  tls: boolean
  /** What states the port. */
  places: Place[]
}

/** From where one looks: the network and service of the program, and whether it is a browser. */
export interface Viewpoint {
  site: Site
  browser: boolean
}

/**
 * The ports at which a host name leads to the LiveKit server of this stack. Null where the files don't tell what the name leads to, or who listens there.
 */
export function doorsOf(facts: Facts, host: string, from: Viewpoint): Door[] | null {
  const onMachine = isLoopback(host) ? from.browser || from.site.network === 'host' || from.site.network === 'unknown' : isDockerHost(host)
  if (onMachine || isWildcard(host)) return machineDoors(facts, from.site)
  const services = servicesNamed(facts, from.site, host)
  if (services.length > 0 && !from.browser) {
    const doors = services.flatMap((service) => throughFront(service, host, containerDoors(facts, service) ?? []))
    return doors.length > 0 ? doors : null
  }
  return proxyDoors(facts, host, from.site)
}

/** Where the machine itself takes LiveKit's clients: the server's own port, or the one that is published for it, and the proxies before it. */
function machineDoors(facts: Facts, site: Site): Door[] | null {
  const listens = facts
    .all('listen')
    .filter((listen) => listen.purpose === 'signal' && listen.user === 'livekit' && sameStack(listen.site, site))
  if (listens.length === 0) return null
  const own = listens.flatMap((listen) => {
    const port = publishedAs(serviceAt(facts, listen.site), listen.from)
    return port === null ? [] : [{ port, tls: false, places: [listen.at, ...publishedPlaces(facts, listen.site, listen.from)] }]
  })
  const proxies = facts.all('proxy-route').filter((route) => sameStack(route.site, site) && route.upstream !== null)
  return [...own, ...proxies.map(({ listen, at }) => ({ port: listen.port, tls: listen.tls, places: [at] }))]
}

/** Null where nothing is known to listen in the service. */
function containerDoors(facts: Facts, service: ServiceFact): Door[] | null {
  const listens = facts.all('listen').filter(({ site, protocol }) => protocol === 'tcp' && isSameSite(site, service.site))
  const signal = listens.filter(({ purpose }) => purpose === 'signal')
  if (service.user === 'livekit' && signal.length > 0) return signal.map(({ from, at }) => ({ port: from, tls: false, places: [at] }))
  const routes = facts.all('proxy-route').filter(({ site }) => isSameSite(site, service.site))
  return routes.length > 0 ? routes.map(({ listen, at }) => ({ port: listen.port, tls: listen.tls, places: [at] })) : null
}

/** The doors by a name that has ports of its own, which lead to those of the container. */
function throughFront({ fronts = [] }: ServiceFact, host: string, doors: readonly Door[]): readonly Door[] {
  const front = fronts.find(({ names }) => names.some((name) => name.toLowerCase() === host))
  if (!front) return doors
  return doors.flatMap(({ port: target, tls, places }) =>
    front.ports.flatMap((one) => (one.target === target ? [{ port: one.port, tls, places: [one.at, ...places] }] : [])),
  )
}

function proxyDoors(facts: Facts, host: string, site: Site): Door[] | null {
  const routes = facts
    .all('proxy-route')
    .filter((route) => sameStack(route.site, site) && route.host !== null && isServed(new Set([route.host.value.toLowerCase()]), host))
  if (routes.length === 0) return null
  const open = routes.flatMap(({ listen, site: proxy, host: name, at }) => {
    const port = publishedAs(serviceAt(facts, proxy), listen.port)
    return port === null ? [] : [{ port, tls: listen.tls, places: [name?.at ?? at] }]
  })
  // A name of the machine leads to the server's own port too, where nothing keeps it back.
  return open.length === 0 ? null : [...open, ...(machineDoors(facts, site)?.filter(({ tls }) => !tls) ?? [])]
}

/** Where a service publishes a port. */
function publishedPlaces(facts: Facts, site: Site, port: number): Place[] {
  const published = serviceAt(facts, site)?.published ?? []
  return published.flatMap(({ target, at }) => (target.from <= port && port <= target.to ? [at] : []))
}
