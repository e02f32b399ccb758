import type { Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'

/** The public names that the proxies of a stack serve by HTTP or TLS, in lower case; empty where none names a host. */
export function proxiedNames(facts: Facts, site: Site): Set<string> {
  const routes = facts.all('proxy-route').filter((route) => sameStack(route.site, site))
  const certificates = facts.all('certificate').filter((certificate) => sameStack(certificate.site, site))
  return new Set([...routes, ...certificates].flatMap(({ host }) => (host ? [host.value.toLowerCase()] : [])))
}

/** True where one of the names is, or stands for, a host. */
export function isServed(names: ReadonlySet<string>, host: string): boolean {
  return names.has(host) || names.has(`*.${host.slice(host.indexOf('.') + 1)}`)
}
