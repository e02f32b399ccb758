import { nodeAt, textOf } from '../config-node.ts'
import type { Facts, ListenFact, ProxyRouteFact, ServiceFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { seesAllNames, serviceAt } from '../net/services.ts'
import { listed, uniquePlaces } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import { listensFor, publicNames } from '../proxies/outside.ts'
import { isTurnByHttp, turnsOf } from '../proxies/turn.ts'
import { destinationOf, leadsToSignal, listenersBehind, onMachine, routesOf, serverListens, type Destination } from '../proxies/upstream.ts'
import type { Hit, Rule } from '../rule.ts'

/** What people call the name of LiveKit itself. `livekit-whip.`, `lk-grafana.` and the like are other programs beside it. */
const SIGNAL_NAME = /^(?:livekit|lk|sfu)(?:-(?:prod|production|stage|staging|dev|test|server|signal|rtc|ws|wss|\d+))?\./

export const rule: Rule = {
  id: 'proxy.wrong-upstream',
  severity: 'error',
  summary: 'a route of the proxy that leads nowhere, or to something else',
  story: `A proxy serves LiveKit's public name and hands it on to the server's signalling port, \`port\` in livekit.yaml, 7880 where nothing is set. Where it knocks at another port it answers \`502 Bad Gateway\`; 7881 and 7882 are for media and answer no HTTP.

What the upstream's host means depends on where the proxy runs. In a container with a network of its own, localhost is the proxy's container: nothing of LiveKit is there. A container's name is known within the same Docker network only: not to a proxy with host networking, and not for a server with host networking, which has no name there at all.

So: proxy and server both in containers, \`livekit:7880\`. Both with host networking, \`127.0.0.1:7880\`. A proxy in a container before a server with host networking, \`host.docker.internal:7880\` and \`extra_hosts: ["host.docker.internal:host-gateway"]\`.

To be sure: \`curl https://<public name>/\` answers \`OK\`.`,
  *find(facts) {
    for (const route of facts.all('proxy-route')) {
      // Another host would not help TURN behind HTTP: turn.http-proxy's.
      if (!route.upstream || isTurnByHttp(facts, route)) continue
      const hit = reachHit(facts, route, destinationOf(facts, route.site, route.upstream.host)) ?? portHit(facts, route)
      if (hit) yield hit
    }
  },
}

/** A host that the proxy can't reach from where it runs. */
function reachHit(facts: Facts, { site, upstream }: ProxyRouteFact, destination: Destination): Hit | null {
  const proxy = serviceAt(facts, site)
  if (!upstream || !proxy) return null
  const places = uniquePlaces([upstream.at, proxy.at])
  const why = 'The proxy answers 502 to whoever comes this way.'
  if (destination.kind === 'self') {
    const isOwn = facts
      .all('listen')
      .some(
        ({ site: other, from, to }) =>
          other.service === site.service && sameStack(other, site) && from <= upstream.port && upstream.port <= to,
      )
    if (proxy.built || proxy.user !== 'proxy' || isOwn) return null
    const there = facts
      .all('listen')
      .find((listen) => listen.protocol === 'tcp' && listen.from === upstream.port && sameStack(listen.site, site))
    const name = there?.site.network === 'bridge' ? there.site.service : null
    return {
      message: `${proxy.name} hands on to ${upstream.host}:${upstream.port}, which in a container is the container itself`,
      why,
      fix: {
        text: name
          ? `Write ${name}:${upstream.port}`
          : `Write the name of the service, or host.docker.internal:${upstream.port} for a program outside of Docker's network`,
      },
      places,
    }
  }
  if (destination.kind !== 'unknown-name' || !isWhole(facts, proxy)) return null
  const [named] = destination.services
  const text = !named
    ? `Write ${containerAt(facts, site, upstream.port) ?? 'the name of a service'}:${upstream.port}`
    : site.network === 'host'
      ? `Write 127.0.0.1:${upstream.port}, at the port that is published`
      : `Write host.docker.internal:${upstream.port}, and give ${proxy.name} extra_hosts: ["host.docker.internal:host-gateway"]`
  const reason = !named
    ? 'and no service has that name'
    : site.network === 'host'
      ? 'and host networking knows no names of containers'
      : `and a service with host networking has no name in Docker's network`
  return {
    message: `${proxy.name} hands on to ${upstream.host}, ${reason}`,
    why,
    fix: { text },
    places: uniquePlaces([upstream.at, named?.at ?? proxy.at]),
  }
}

/** The container that takes connections at a port. */
function containerAt(facts: Facts, site: ProxyRouteFact['site'], port: number): string | null {
  const there = facts.all('listen').find((listen) => listen.protocol === 'tcp' && listen.from === port && sameStack(listen.site, site))
  return there?.site.network === 'bridge' ? there.site.service : null
}

/** True where all services are known: no file is missing that would bring others, and no network of the proxy is somebody else's. */
function isWhole(facts: Facts, proxy: ServiceFact): boolean {
  return seesAllNames(facts, proxy) && facts.all('project').every((project) => project.complete || !sameStack(project.site, proxy.site))
}

/** A port at which something else listens than what the route is for. */
function portHit(facts: Facts, route: ProxyRouteFact): Hit | null {
  const { upstream, site } = route
  if (!upstream || leadsToSignal(facts, route) || isForTurn(facts, route)) return null
  const destination = destinationOf(facts, site, upstream.host)
  if (destination.kind === 'elsewhere' || destination.kind === 'self' || destination.kind === 'unknown-name') return null
  const signals = serverListens(facts, site, 'signal')
  const toServer = destination.kind === 'services' && destination.services.some(({ user }) => user === 'livekit')
  const behind = listenersBehind(facts, route)
  if (toServer || isForSignalling(facts, route)) {
    // Programs that do not say where they listen may well be there.
    if (destination.kind === 'services' && !toServer) return null
    const ports = signals.flatMap((listen) => (toServer ? [listen.from] : (onMachine(facts, listen) ?? [])))
    if (ports.length === 0 || ports.includes(upstream.port)) return null
    return wrongPort(route, { what: 'LiveKit', listens: signals, ports }, behind)
  }
  const pages = isForPage(facts, route) ? listensFor(facts, site, 'page') : []
  const ports = pages.flatMap((listen) => onMachine(facts, listen) ?? [])
  return ports.length === 0 || ports.includes(upstream.port) ? null : wrongPort(route, { what: 'the page', listens: pages, ports }, behind)
}

function wrongPort(
  { upstream, host, at }: ProxyRouteFact,
  wanted: { what: string; listens: readonly ListenFact[]; ports: readonly number[] },
  [found]: readonly ListenFact[],
): Hit {
  const { what, listens, ports } = wanted
  return {
    message: `The proxy hands ${host?.value ?? 'requests'} on to port ${upstream?.port}, and ${what} listens at ${listed(ports.map(String))}`,
    why: found
      ? `Port ${upstream?.port} is something else (${found.purpose}): nobody who comes this way connects.`
      : 'Nothing that is known of listens there: the proxy answers 502.',
    fix: { text: `Write ${upstream?.host}:${ports[0]}` },
    places: uniquePlaces([upstream?.at ?? at, ...listens.map((listen) => listen.at)]),
  }
}

/** True where clients look for LiveKit under the route's name, and no other route of the name leads there. */
function isForSignalling(facts: Facts, route: ProxyRouteFact): boolean {
  const { host, path, site, listen } = route
  if (!host || !(path === null || /^\/(?:rtc|twirp|agent)\b|^\/\*?$/.test(path))) return false
  const names = publicNames(facts, site)
  const isNamed = [...names].some((name) => hostMatches(host.value, name)) || (SIGNAL_NAME.test(host.value) && !isForWhip(facts, route))
  const others = routesOf(facts, site).filter(
    (route) => route.host?.value === host.value && (route.listen.port === listen.port || route.listen.tls),
  )
  return isNamed && !others.some((route) => leadsToSignal(facts, route))
}

/** True for the name under which the server tells people to send streams by WHIP. */
function isForWhip(facts: Facts, { host, site: own }: ProxyRouteFact): boolean {
  return facts
    .all('config')
    .filter(({ of, site }) => of === 'livekit' && sameStack(site, own))
    .some(({ node }) => {
      const value = textOf(nodeAt(node, 'ingress', 'whip_base_url'))
      return value !== undefined && parseLiveKitUrl({ value })?.host === host?.value
    })
}

function isForPage(facts: Facts, { host, path, site }: ProxyRouteFact): boolean {
  if (!host || path !== null) return false
  return facts
    .all('stack')
    .some((stack) => sameStack(stack.site, site) && textOf(nodeAt(stack.node, 'web', 'domain'))?.toLowerCase() === host.value)
}

/** Those are the business of the turn rules. */
function isForTurn(facts: Facts, { host, upstream, site, layer }: ProxyRouteFact): boolean {
  const domains = turnsOf(facts, site).flatMap(({ domain }) => textOf(domain)?.toLowerCase() ?? [])
  const isTurnPort = serverListens(facts, site, 'turn-tls').some(({ from }) => from === upstream?.port) || upstream?.port === 5349
  return isTurnPort || (host !== null && (domains.includes(host.value) || (layer === 4 && /^turns?[.-]/.test(host.value))))
}
