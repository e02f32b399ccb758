import type { Facts, ServiceFact } from './facts.ts'
import { sameStack } from './folder-view.ts'
import { isLoopback } from './net/hosts.ts'

const NAMED = /dashboard|admin|console/i
const SAYS_SO = /livekit[-_]?(?:dashboard|admin|console)[^/]*$/i
/** What the dashboards of LiveKit sign their sessions with, and who may get in. */
const SIGNS_IN = /^(?:APP_SECRET_KEY|(?:DASHBOARD|ADMIN|CONSOLE|BASIC_AUTH)_(?:USER|USERNAME|PASS|PASSWORD))$/

/** True where a name is one that people give to dashboards, of whatever product. */
export function isDashboardName(name: string): boolean {
  return NAMED.test(name)
}

/** True for a dashboard of LiveKit: its name says so, or it is called a dashboard and has LiveKit's settings beside a login of its own. */
export function isDashboard(name: string, variables: Iterable<string>): boolean {
  if (SAYS_SO.test(name)) return true
  const all = [...variables]
  const isLiveKit = all.some((variable) => /^LIVEKIT_(?:URL|HOST|API_KEY|API_SECRET)$/.test(variable))
  return isDashboardName(name) && isLiveKit && all.some((variable) => SIGNS_IN.test(variable))
}

/** The services that are dashboards; they act with the server's own key. */
export function dashboards(facts: Facts): ServiceFact[] {
  return facts.all('service').filter(({ user }) => user === 'dashboard')
}

/** True where every port of the dashboards of a stack is open to the machine itself only. */
export function isPrivate(facts: Facts, { site }: Pick<ServiceFact, 'site'>): boolean {
  const services = dashboards(facts).filter((service) => sameStack(service.site, site))
  return (
    services.length > 0 &&
    services.every(
      ({ published, site: { network } }) => network !== 'host' && published.every(({ host }) => host !== null && isLoopback(host)),
    )
  )
}
