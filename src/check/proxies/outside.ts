import { entriesOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ListenFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isPublic } from '../net/hosts.ts'
import { usedUrls } from '../net/used-urls.ts'
import { leadsToSignal, onMachine, routesOf, serverListens } from './upstream.ts'

/** True where the files show that somebody outside of the containers uses LiveKit: its signalling is published or proxied. */
export function isReachedFromOutside(facts: Facts, site: Site): boolean {
  const published = serverListens(facts, site, 'signal').some((listen) => onMachine(facts, listen) !== null)
  return published || routesOf(facts, site).some((route) => leadsToSignal(facts, route)) || isBehindTraefik(facts, site)
}

/** True where labels of the server's container tell Traefik to hand on to it. */
function isBehindTraefik(facts: Facts, site: Site): boolean {
  const servers = facts.all('service').filter((service) => service.user === 'livekit' && sameStack(service.site, site))
  return servers.some(({ node }) => {
    const labels = entriesOf(nodeAt(node, 'labels'))
    const isOff = labels.some(([name, value]) => name.toLowerCase() === 'traefik.enable' && textOf(value)?.toLowerCase() === 'false')
    // Media may come through Traefik as well, and then in ways that are not followed here.
    const hasMedia = labels.some(([name]) => /^traefik\.(?:tcp|udp)\./i.test(name))
    return !isOff && !hasMedia && labels.some(([name]) => /^traefik\.http\.(?:routers|services)\./i.test(name))
  })
}

/** The public names under which clients look for LiveKit, in lower case. */
export function publicNames(facts: Facts, site: Site): Set<string> {
  const urls = usedUrls(facts).filter(({ fact, url }) => sameStack(fact.site, site) && isPublic(url.host))
  return new Set(urls.map(({ url }) => url.host.toLowerCase()))
}

/** The listeners of one purpose in a site's stack. */
export function listensFor(facts: Facts, site: Site, purpose: ListenFact['purpose']): ListenFact[] {
  return facts.all('listen').filter((listen) => listen.purpose === purpose && sameStack(listen.site, site))
}
