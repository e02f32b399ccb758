import type { Facts, ServiceFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isLoopback, isWildcard } from '../net/hosts.ts'
import { urlText } from '../net/livekit-url.ts'
import { listensAt, serviceAt } from '../net/services.ts'
import { mayBeForBrowsers, usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'url.localhost-in-container',
  severity: 'error',
  summary: 'a container looks for LiveKit in itself',
  story: `Within a container with a network of its own, localhost is the container: no LiveKit listens there. The agent logs \`connection refused\` and retries for ever; livekit-sip and livekit-egress fail on the first call.

The address was right on the laptop where everything ran side by side, and came into the container with .env.

Write the name of LiveKit's service, \`ws://livekit:7880\`, which Docker's DNS knows on a shared network. Where LiveKit runs with host networking, or outside of Docker, write \`host.docker.internal\` and add \`extra_hosts: ["host.docker.internal:host-gateway"]\` to the service, or give the service \`network_mode: host\` too.

To be sure: \`docker compose logs agent\` shows \`registered worker\`.`,
  *find(facts) {
    for (const used of usedUrls(facts)) {
      const { fact, url, service } = used
      if (mayBeForBrowsers(used) || !(isLoopback(url.host) || isWildcard(url.host))) continue
      if (fact.site.network !== 'bridge' && fact.site.network !== 'kubernetes') continue
      if (service && listensAt(facts, service).some(({ purpose }) => purpose === 'signal')) continue
      // Built with a server of its own inside, whose port it publishes.
      if (service?.built && service.published.some(({ target }) => target.from <= url.port && url.port <= target.to)) continue
      const server = livekitOf(facts, fact.site)
      // Docker's DNS knows the services of one compose project only.
      const isNear = server?.site.network === 'bridge' && server.site.project === fact.site.project
      const host = isNear ? server.name : 'host.docker.internal'
      yield {
        message: `${fact.name} of ${fact.site.service ?? 'a container'} is ${url.host}, which in a container is the container itself`,
        why: 'Nothing listens there: it never connects to LiveKit.',
        fix: {
          text: fact.site.network === 'bridge' ? `Write ${urlText({ ...url, host })}` : "Write the name of LiveKit's Kubernetes service",
        },
        places: uniquePlaces([...placesOf(fact.url), ...(server ? [server.at] : [])]),
      }
    }
  },
}

function livekitOf(facts: Facts, site: Site): ServiceFact | undefined {
  return facts
    .all('service')
    .find((service) => service.user === 'livekit' && sameStack(service.site, site) && service !== serviceAt(facts, site))
}
