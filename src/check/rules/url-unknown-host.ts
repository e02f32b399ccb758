import { nodeAt } from '../config-node.ts'
import type { Facts, ProxyRouteFact } from '../facts.ts'
import { suggest } from '../../core/suggest.ts'
import { sameStack } from '../folder-view.ts'
import { isCloud, isContainerName, isDockerHost, isPublic } from '../net/hosts.ts'
import { isServed, proxiedNames } from '../net/proxied-names.ts'
import { extraHosts, seesAllNames, servicesNamed } from '../net/services.ts'
import { usedUrls, type UsedUrl } from '../net/used-urls.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import { destinationOf, leadsToSignal, listenersBehind, routesOf } from '../proxies/upstream.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'url.unknown-host',
  severity: 'error',
  summary: 'an address of LiveKit with a host that nothing in the stack has',
  story: `A name without dots is the name of a container: Docker's DNS knows the services of the same compose project, their container_name, hostname and network aliases. Another name ends with \`no such host\` or \`Name or service not known\`. A service with host networking asks the machine's DNS instead and knows no container at all.

A public name is served by a proxy: where the stack has one, and the address names another host than all that the proxy serves, callers reach a server that does not know LiveKit, or nothing. That is a warning, as the name may belong to another machine. Where the proxy hands the name on to the page, it is none.

To be sure: \`docker compose exec agent getent hosts <name>\` shows an address; for a public name, \`curl https://<name>/\` answers \`OK\`.`,
  *find(facts) {
    for (const used of usedUrls(facts)) {
      const hit =
        isContainerName(used.url.host) || isOfDocker(used.url.host)
          ? containerHit(facts, used)
          : (dockerHostHit(facts, used) ?? publicHit(facts, used))
      if (hit) yield hit
    }
  },
}

/** Docker has two names below `docker.internal`; any other is mistyped. */
function isOfDocker(host: string): boolean {
  return host.endsWith('.docker.internal') && !isDockerHost(host)
}

/** Only where a compose file says which names there are. */
function containerHit(facts: Facts, { fact, url, service }: UsedUrl): Hit | null {
  const { network } = fact.site
  if (fact.browser || !service || (network !== 'bridge' && network !== 'host')) return null
  const named = servicesNamed(facts, fact.site, url.host)
  if (extraHosts(service).has(url.host) || (network === 'bridge' && (named.length > 0 || !seesAllNames(facts, service)))) return null
  const names = facts.all('service').flatMap((one) => (sameStack(one.site, fact.site) ? [one.name] : []))
  const near =
    suggest(
      url.host,
      [...names].filter((name) => !/^turns?[.-]/.test(name)),
    ) ?? facts.all('service').find((one) => one.user === 'livekit' && sameStack(one.site, fact.site))?.name
  if (network === 'host') {
    return {
      message: `${fact.name} of ${service.name} names the container ${url.host}, and host networking knows no container names`,
      why: "The name can't be found: it never connects to LiveKit.",
      fix: { text: `Write 127.0.0.1 instead of ${url.host}, at the port that is published` },
      places: uniquePlaces([...placesOf(fact.url), ...named.map(({ at }) => at)]),
    }
  }
  return {
    message: `${fact.name} of ${service.name} names the host ${url.host}, which no service here has`,
    why: "The name can't be found: it never connects to LiveKit.",
    fix: { text: near ? `Write ${near} instead of ${url.host}` : 'Write the name of the service that runs LiveKit' },
    places: placesOf(fact.url),
  }
}

/** On Linux Docker's name of the machine is there only where the service asks for it; a service with host networking shows that it is Linux. */
function dockerHostHit(facts: Facts, { fact, url, service }: UsedUrl): Hit | null {
  if (!isDockerHost(url.host) || !service || fact.site.network !== 'bridge' || extraHosts(service).has(url.host)) return null
  const linux = facts.all('service').find((one) => one.site.network === 'host' && sameStack(one.site, fact.site))
  if (!linux) return null
  return {
    message: `${fact.name} of ${service.name} names ${url.host}, which on Linux only extra_hosts makes known`,
    why: "The name can't be found: it never connects to LiveKit.",
    fix: { text: `Add extra_hosts: ["${url.host}:host-gateway"] to the service` },
    places: uniquePlaces([...placesOf(fact.url), nodeAt(service.node, 'extra_hosts')?.at ?? service.at]),
    severity: 'warning',
  }
}

function publicHit(facts: Facts, { fact, url }: UsedUrl): Hit | null {
  if (!isPublic(url.host) || isCloud(url.host) || /^[\d.:]+$/.test(url.host)) return null
  const hasServer = facts.all('config').some((config) => config.of === 'livekit' && sameStack(config.site, fact.site))
  const names = proxiedNames(facts, fact.site)
  if (!hasServer) return null
  if (!facts.all('proxy-route').some((route) => sameStack(route.site, fact.site))) return idleProxyHit(facts, { fact, url })
  if (names.size === 0) return null
  if (isServed(names, url.host)) return otherProgramHit(facts, { fact, url })
  const routes = facts.all('proxy-route').filter((route) => sameStack(route.site, fact.site) && route.host !== null)
  return {
    message: `${fact.name} names ${url.host}, and the proxy here serves ${listed(names)}`,
    why: 'Callers reach a server that does not know LiveKit, or nothing at all, unless the name belongs to another machine of yours.',
    fix: {
      text: `Write ${suggest(url.host, names) ?? 'the name that the proxy serves LiveKit under'}, or let the proxy serve ${url.host}`,
    },
    places: uniquePlaces([...placesOf(fact.url), ...routes.flatMap(({ host }) => (host ? [host.at] : []))]),
    severity: 'warning',
  }
}

/** A name that the proxy hands on to the page or an agent, while it serves LiveKit under another one. */
function otherProgramHit(facts: Facts, { fact, url }: Pick<UsedUrl, 'fact' | 'url'>): Hit | null {
  // The address of a token endpoint may be called so, and belongs to the page.
  if (/_API_/.test(fact.name) || url.rest.replace(/\/$/, '') !== '') return null
  const all = routesOf(facts, fact.site)
  const routes = all.filter(({ host }) => host !== null && hostMatches(host.value, url.host))
  const right = all.find((route) => route.host !== null && leadsToSignal(facts, route))
  const [first] = routes
  if (!right?.host || !first?.upstream || !routes.every((route) => isForOthers(facts, route))) return null
  return {
    message: `${fact.name} names ${url.host}, which the proxy hands on to ${first.upstream.host}:${first.upstream.port}, and not to LiveKit`,
    why: 'Something else answers there: what uses this address never connects.',
    fix: {
      text: right.host.value.includes('*')
        ? 'Write the name that the proxy serves LiveKit under'
        : `Write ${right.host.value} instead of ${url.host}`,
    },
    places: uniquePlaces([...placesOf(fact.url), first.upstream.at, right.host.at]),
  }
}

/** True where a route leads to programs that certainly hand nothing on to LiveKit. */
function isForOthers(facts: Facts, route: ProxyRouteFact): boolean {
  if (!route.upstream) return false
  const destination = destinationOf(facts, route.site, route.upstream.host)
  if (destination.kind === 'services')
    return destination.services.every(({ user }) => user === 'page' || user === 'agent' || user === 'dashboard')
  const behind = listenersBehind(facts, route)
  return behind.length > 0 && behind.every(({ purpose }) => purpose === 'page' || purpose === 'dashboard')
}

/** A proxy is started with a config, and nothing in it serves a name. */
function idleProxyHit(facts: Facts, { fact, url }: Pick<UsedUrl, 'fact' | 'url'>): Hit | null {
  const proxy = facts.all('service').find((one) => one.user === 'proxy' && sameStack(one.site, fact.site))
  const config = proxy?.mounts.find(({ kind, source }) => kind === 'bind' && /caddy[^/]*\.(?:ya?ml|json)$|Caddyfile$/i.test(source ?? ''))
  if (!proxy || !config?.source) return null
  return {
    message: `${fact.name} names ${url.host}, and the proxy here serves no name at all`,
    why: 'Nothing takes the connections of callers.',
    fix: { text: `Let ${config.source} serve ${url.host}` },
    places: uniquePlaces([{ file: config.source, line: 1, column: 1, length: 0 }, ...placesOf(fact.url)]),
    severity: 'warning',
  }
}
