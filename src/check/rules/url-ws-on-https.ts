import type { Place } from '../../core/place.ts'
import type { Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isContainerName, isDockerHost, isPublic } from '../net/hosts.ts'
import { isSecure } from '../net/livekit-url.ts'
import { stageOf } from '../net/stage.ts'
import { usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'url.ws-on-https',
  severity: 'error',
  summary: 'a page that is served with TLS opens LiveKit without',
  story: `Browsers don't let a page that came over https:// open a ws:// address: mixed content. In the console stands \`Mixed Content: … attempted to connect to the insecure WebSocket endpoint\`, and the page says that it can't connect. Serving the page over http:// is no way out, because browsers give the microphone only to pages with TLS.

An address of localhost is let through, and leads to the caller's own machine, where no LiveKit runs.

The usual cause is a build with the local address: NEXT_PUBLIC_ and VITE_ variables are put into the page when it is built, so that the page has to be built again after the change.

To be sure: open the page under its public name, with the browser's network list open; the WebSocket shows 101.`,
  *find(facts) {
    for (const { fact, url } of usedUrls(facts)) {
      if (!fact.browser || isSecure(url) || url.scheme === '' || stageOf(fact.url.at.file) === 'development') continue
      // A public name without TLS is url.scheme's, a name inside of Docker url.container-name-in-browser's.
      if (isPublic(url.host) || isContainerName(url.host) || isDockerHost(url.host)) continue
      const pages = publicPages(facts, fact.site)
      if (pages.length === 0) continue
      yield {
        message: `${fact.name} is ${url.scheme}://${url.host}, and the page is served to others with TLS`,
        why: 'Browsers block it as mixed content, or look for LiveKit on the machine of the caller.',
        fix: { text: `Write wss:// and the public name of LiveKit, and build the page again` },
        places: uniquePlaces([...placesOf(fact.url), ...pages]),
      }
    }
  },
}

/** Where a proxy says that it serves public names with TLS. */
function publicPages(facts: Facts, site: Site): Place[] {
  const routes = facts.all('proxy-route').filter((route) => sameStack(route.site, site) && (route.listen.tls || route.endsTls))
  return routes.flatMap(({ host }) => (host && isPublic(host.value) ? [host.at] : [])).slice(0, 1)
}
