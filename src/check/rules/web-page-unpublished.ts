import { nodeAt } from '../config-node.ts'
import type { Facts, ServiceFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { bridgedService } from '../proxies/published.ts'
import { routesOf } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

/** Programs that may bring visitors in without a file that says so. */
const OTHER_WAYS = /traefik|haproxy|envoy|nginx|caddy|cloudflared|tunnel|ngrok|swag|kong|apisix|tailscale|proxy|gateway/i

export const rule: Rule = {
  id: 'web.page-unpublished',
  severity: 'warning',
  summary: 'a page in a container that nobody outside can open',
  story: `A service with a network of its own is reached from other containers only. A page is for browsers: its port has to be published, or a proxy that is published has to lead to it.

Here neither is to be seen: no \`ports\`, and no proxy in the stack. \`EXPOSE\` in a Dockerfile and \`expose\` in a compose file open nothing; they are notes.

Publish it: \`- "3000:3000"\`, or \`- "127.0.0.1:3000:3000"\` where a proxy on the machine serves it.

To be sure: open http://localhost:3000 on the machine.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.user !== 'page' || service.published.length > 0 || !bridgedService(facts, service) || hasOtherWay(facts, service))
        continue
      yield {
        message: `${service.name} is a page and publishes no port`,
        why: 'No browser can open it.',
        fix: { text: `Publish its port in the ports of ${service.name}, such as 3000:3000` },
        places: [service.at],
      }
    }
  },
}

function hasOtherWay(facts: Facts, { site, node }: ServiceFact): boolean {
  if (nodeAt(node, 'labels') || routesOf(facts, site).length > 0) return true
  const others = facts.all('service').filter((service) => sameStack(service.site, site))
  return others.some(({ name, image }) => OTHER_WAYS.test(`${name} ${image?.value ?? ''}`))
}
