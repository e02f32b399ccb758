import type { Facts, ProxyRouteFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isLoopback } from '../net/hosts.ts'
import { serviceAt } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import { looksLikeTurn } from '../proxies/turn.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'proxy.page-port',
  severity: 'warning',
  summary: 'a proxy on the machine passes on to a port that the page is not published at',
  story: `A proxy on the machine, or with host networking, reaches a container only at the port that \`ports:\` publishes. Here the stack has one page in a container, and the proxy has one route that leads to none of the stack's ports: callers get \`502 Bad Gateway\`.

Publish the page at the port of the route, best on this machine only, \`127.0.0.1:3000:3000\`, or let the route lead to the published port. Where something else listens there, outside of the compose file, ignore this with that reason.`,
  *find(facts) {
    for (const page of facts.all('service').filter(({ user, site }) => user === 'page' && site.network === 'bridge')) {
      const routes = facts.all('proxy-route').filter((route) => sameStack(route.site, page.site) && isOnMachine(facts, route))
      const ports = page.published.flatMap(({ published, protocol }) => (published && protocol === 'tcp' ? [published.from] : []))
      if (routes.length === 0 || routes.some(({ upstream }) => upstream && ports.includes(upstream.port))) continue
      const loose = routes.filter((route) => !looksLikeTurn(route) && !leadsSomewhere(facts, route))
      const [first] = loose
      if (!first?.upstream || loose.some(({ upstream }) => upstream?.port !== first.upstream?.port)) continue
      yield {
        message: `The proxy passes on to port ${first.upstream.port}, and ${page.name} is ${ports.length === 0 ? 'published at none' : `published at ${ports.join(', ')}`}`,
        why: 'Callers get `502 Bad Gateway` instead of the page.',
        fix: { text: `Publish ${page.name} as 127.0.0.1:${first.upstream.port}` },
        places: uniquePlaces([...page.published.map(({ at }) => at), page.at, first.upstream.at]),
      }
    }
  },
}

function isOnMachine(facts: Facts, { site, upstream }: ProxyRouteFact): boolean {
  const network = serviceAt(facts, site)?.site.network ?? site.network
  return upstream !== null && isLoopback(upstream.host) && network !== 'bridge' && network !== 'kubernetes'
}

/** True where something of the stack is known at the port. */
function leadsSomewhere(facts: Facts, { upstream, site }: ProxyRouteFact): boolean {
  const port = upstream?.port ?? 0
  const isThere = facts
    .all('listen')
    .some((listen) => listen.from <= port && port <= listen.to && listen.purpose !== 'proxy' && sameStack(listen.site, site))
  const isPublished = facts
    .all('service')
    .some(
      (service) =>
        service.user !== 'page' && service.published.some(({ published }) => published && published.from <= port && port <= published.to),
    )
  return isThere || isPublished
}
