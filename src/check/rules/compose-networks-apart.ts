import type { Place } from '../../core/place.ts'
import { entriesOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ServiceFact, Site } from '../facts.ts'
import { hostAndPort } from '../net/redis-endpoint.ts'
import { extraHosts, seesAllNames, serviceAt, servicesNamed } from '../net/services.ts'
import { usedUrls } from '../net/used-urls.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'compose.networks-apart',
  severity: 'error',
  summary: 'a service names another one of the compose file that is in none of its networks',
  story: `Docker's DNS knows the containers of a service's own networks only. Services that name no networks share \`default\`; one that names some is in these alone, and no longer in \`default\`.

A name of another network ends with \`no such host\` or \`Name or service not known\`: the agent retries for ever, livekit-server ends with \`unable to connect to redis\`, and a proxy answers 502.

Put both services into one network. A proxy that others must not get around may be in two: that of the outside, and that of the services behind it.

To be sure: \`docker compose exec agent getent hosts livekit\` shows an address.`,
  *find(facts) {
    for (const use of usesOf(facts)) {
      const hit = apartHit(facts, use)
      if (hit) yield hit
    }
  },
}

/** A host's name that a program connects to. */
interface Use {
  site: Site
  host: string
  places: Place[]
}

function* usesOf(facts: Facts): Generator<Use> {
  for (const { fact, url } of usedUrls(facts)) if (!fact.browser) yield { site: fact.site, host: url.host, places: placesOf(fact.url) }
  for (const { site, address } of facts.all('redis')) {
    const host = address && hostAndPort(address.value)?.host
    if (host) yield { site, host, places: placesOf(address) }
  }
  for (const { site, upstream } of facts.all('proxy-route')) if (upstream) yield { site, host: upstream.host, places: [upstream.at] }
}

/** Only within one compose file whose networks are all its own: what is in others' networks nobody here knows. */
function apartHit(facts: Facts, { site, host, places }: Use): Hit | null {
  const service = serviceAt(facts, site)
  const own = service && networksOf(service)
  if (!own || extraHosts(service).has(host) || !seesAllNames(facts, service)) return null
  const named = servicesNamed(facts, site, host)
  const [first] = named
  if (!first || !named.every((other) => isApart(own, service, other))) return null
  return {
    message: `${service.name} names ${host}, and no network has both`,
    why: "The name can't be found, and nothing connects.",
    fix: { text: `Add a network of ${first.name} to ${service.name}: ${listed(networksOf(first) ?? [])}` },
    places: uniquePlaces([...places, networksPlace(service), networksPlace(first)]),
  }
}

function isApart(own: ReadonlySet<string>, { site }: ServiceFact, other: ServiceFact): boolean {
  const theirs = networksOf(other)
  return site.project !== undefined && site.project === other.site.project && theirs !== null && own.isDisjointFrom(theirs)
}

/** The names of a service's networks; null where it has another service's, or the machine's, or where they can't be told. */
function networksOf({ node, site }: ServiceFact): Set<string> | null {
  if (site.network !== 'bridge' || nodeAt(node, 'network_mode')) return null
  const networks = nodeAt(node, 'networks')
  const names = [...itemsOf(networks).map((item) => textOf(item) ?? '$'), ...entriesOf(networks).map(([name]) => name)]
  if (names.some((name) => name.includes('$'))) return null
  return new Set(names.length > 0 ? names : ['default'])
}

function networksPlace({ node, at }: ServiceFact): Place {
  const networks = nodeAt(node, 'networks')
  return networks?.keyAt ?? at
}
