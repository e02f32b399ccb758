import type { Facts, ServiceFact } from './facts.ts'
import { sameStack } from './folder-view.ts'
import { isLoopback } from './net/hosts.ts'

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
