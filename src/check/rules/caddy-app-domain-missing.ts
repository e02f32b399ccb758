import type { Facts, ProxyRouteFact, ServiceFact, Stated } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isPublic } from '../net/hosts.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import { destinationOf, routesOf } from '../proxies/upstream.ts'
import type { Hit, Rule } from '../rule.ts'

/** Variables that hold the public address of a page. */
const PAGE_URL = /^(?:(?:NEXT_PUBLIC_|VITE_|PUBLIC_)?(?:APP|SITE|BASE|WEB|FRONTEND|PAGE)_(?:URL|ORIGIN|DOMAIN|HOST)|NEXTAUTH_URL|AUTH_URL)$/

export const rule: Rule = {
  id: 'caddy.app-domain-missing',
  severity: 'warning',
  summary: 'Caddy takes 443 for LiveKit and TURN, and has no route for the page',
  story: `A layer4 server at 443 gets every TLS connection of the machine and chooses by name. A name without a route is closed: there is no site behind it that might answer, and nothing else can listen at 443.

The config of LiveKit's generator has two names, LiveKit's and TURN's. The page was never part of it: it answers at its own port, over plain HTTP, where browsers give no microphone.

Add a third route, for the page's name, to the port of the page, and the name to \`apps.tls.certificates.automate\`. Where TURN over TLS is not needed, a Caddyfile with two sites does the same with less.

To be sure: open https:// and the page's name from another machine.`,
  *find(facts) {
    const files = new Map<string, ProxyRouteFact[]>()
    for (const route of facts.all('proxy-route')) {
      if (route.by === 'caddy-l4' && route.listen.port === 443) files.set(route.at.file, [...(files.get(route.at.file) ?? []), route])
    }
    for (const [file, routes] of files) {
      const [first] = routes
      // What no route takes goes on to the sites of the same Caddy.
      const all = first ? routesOf(facts, first.site) : []
      if (!first || all.some((route) => route.listen.port === 443 && (route.host === null || route.layer === 7))) continue
      const names = unservedNames(facts, { file, routes: all })
      if (names.length > 0) yield* names.map(({ name, what }) => nameHit(name, what, first))
      else yield* pagesOf(facts, first, all).map((page) => pageHit(page, first))
    }
  },
}

/** Names that Caddy has a certificate for, and addresses of the page, that no route takes. */
function unservedNames(
  facts: Facts,
  { file, routes }: { file: string; routes: readonly ProxyRouteFact[] },
): { name: Stated; what: string }[] {
  const isServed = (host: string) => routes.some((route) => route.host !== null && hostMatches(route.host.value, host))
  const certificates = facts.all('certificate').filter(({ host }) => host.at.file === file)
  // A route whose name has no certificate is the same mistake seen from the other side: caddy.certificate-missing.
  const isRenamed = routes.some(
    ({ host, at }) => host && at.file === file && !certificates.some((one) => hostMatches(one.host.value, host.value)),
  )
  const site = routes[0]?.site
  const pages = facts.all('env').flatMap((env): Stated[] => {
    if (!site || !env.value || env.in === 'example' || !PAGE_URL.test(env.name) || !sameStack(env.site, site)) return []
    const host = /^(?:https:\/\/)?([\w.-]+)(?:\/.*)?$/.exec(env.value.value)?.[1]
    return host !== undefined && isPublic(host) ? [{ ...env.value, value: host.toLowerCase() }] : []
  })
  return [
    ...(isRenamed ? [] : certificates).map(({ host }) => ({ name: host, what: 'Caddy asks a certificate for' })),
    ...pages.map((name) => ({ name, what: 'The page is said to be at' })),
  ].filter(({ name }) => !isServed(name.value))
}

function nameHit(name: Stated, what: string, route: ProxyRouteFact): Hit {
  return {
    message: `${what} ${name.value}, and no route at 443 takes that name`,
    why: 'Every connection for the name is closed.',
    fix: { text: `Add a route for ${name.value} beside ${route.host?.value ?? 'the others'}` },
    places: uniquePlaces([...placesOf(name), route.at]),
    severity: 'error',
  }
}

/** The pages that run beside it, where no route leads to one. */
function pagesOf(facts: Facts, { site }: ProxyRouteFact, routes: readonly ProxyRouteFact[]): ServiceFact[] {
  const pages = facts.all('service').filter((service) => service.user === 'page' && sameStack(service.site, site))
  return pages.filter((page) => {
    const ports = new Set([...page.published.map(({ published }) => published?.from), 3000])
    return !routes.some((route) => {
      const destination = route.upstream && destinationOf(facts, route.site, route.upstream.host)
      if (destination?.kind === 'services') return destination.services.includes(page)
      return route.upstream !== null && ports.has(route.upstream.port)
    })
  })
}

function pageHit(page: ServiceFact, route: ProxyRouteFact): Hit {
  return {
    message: `Caddy takes port 443 by TLS name, and has no route to ${page.name}`,
    why: 'The page can be reached over plain HTTP only, where browsers give it no microphone.',
    fix: { text: "Add a route for the page's name, to the port of the page, and ask a certificate for it" },
    places: uniquePlaces([route.at, page.at]),
  }
}
