import type { Facts, ListenFact, ProxyRouteFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isLoopback, isPublic } from '../net/hosts.ts'
import { usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import { bridgedService, portText } from '../proxies/published.ts'
import { destinationOf, leadsToSignal, onMachine, routesOf } from '../proxies/upstream.ts'
import type { Place } from '../../core/place.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'signal.unpublished',
  severity: 'error',
  summary: "something outside of the container needs LiveKit's port, which is not published",
  story: `Browsers, a proxy that runs on the machine itself and programs with host networking reach LiveKit's signalling only at a port of the machine. In a container with a network of its own that is a port below \`ports\`; without it they get \`connection refused\`, and the proxy answers \`502 Bad Gateway\`.

Containers of the same network need no published port: they use \`ws://livekit:7880\`. So the agents work, and the page does not.

Publish the port: \`- "7880:7880"\`; with a proxy on the machine \`- "127.0.0.1:7880:7880"\` keeps it from the rest of the world.

To be sure: \`curl http://localhost:7880/\` answers \`OK\`.`,
  *find(facts) {
    for (const listen of facts.all('listen')) {
      if (listen.user !== 'livekit' || listen.purpose !== 'signal' || onMachine(facts, listen) !== null) continue
      const service = bridgedService(facts, listen)
      const needs = service ? needsOf(facts, listen) : []
      if (!service || needs.length === 0) continue
      yield {
        message: `LiveKit's port ${listen.from} is not published, and is needed outside of the container`,
        why: 'Pages and programs outside of Docker get `connection refused`, a proxy on the machine answers 502.',
        fix: { text: `Publish ${portText(listen).replace('/tcp', '')} in the ports of ${service.name}` },
        places: uniquePlaces([service.at, ...needs]),
      }
    }
  },
}

/** Where somebody is said to come from outside. */
function needsOf(facts: Facts, { site, from }: ListenFact): Place[] {
  const proxies = routesOf(facts, site).filter((route) => {
    return route.upstream?.port === from && destinationOf(facts, route.site, route.upstream.host).kind === 'machine'
  })
  if (proxies.length > 0) return proxies.map(({ upstream, at }) => upstream?.at ?? at)
  const urls = usedUrls(facts).filter(({ fact, url }) => {
    const local = isLoopback(url.host) && (fact.browser || fact.site.network === 'host')
    return (
      sameStack(fact.site, site) && url.port === from && (local || (fact.browser && isPublic(url.host) && !isProxied(facts, fact.site)))
    )
  })
  return urls.flatMap(({ fact }) => placesOf(fact.url)).slice(0, 2)
}

function isProxied(facts: Facts, site: ProxyRouteFact['site']): boolean {
  return routesOf(facts, site).some((route) => leadsToSignal(facts, route))
}
