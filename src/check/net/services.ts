import { entriesOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ListenFact, ServiceFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'

/** The services that a container's name stands for (service name, container_name, hostname, network aliases): those of the site's own project before others of its stack. */
export function servicesNamed(facts: Facts, site: Site, host: string): ServiceFact[] {
  const named = facts.all('service').filter((service) => sameStack(site, service.site) && namesOf(service).has(host))
  const own = named.filter((service) => service.site.stack === site.stack)
  return own.length > 0 ? own : named
}

function namesOf({ name, node }: ServiceFact): Set<string> {
  const aliases = entriesOf(nodeAt(node, 'networks')).flatMap(([, network]) =>
    itemsOf(nodeAt(network, 'aliases')).map((item) => textOf(item)),
  )
  const links = [textOf(nodeAt(node, 'container_name')), textOf(nodeAt(node, 'hostname'))]
  return new Set([name, ...links, ...aliases].flatMap((one) => (one === undefined ? [] : [one.toLowerCase()])).concat(name.toLowerCase()))
}

/** True where the files show every container that a service can name: none of its networks is somebody else's, and no file is wanting. */
export function seesAllNames(facts: Facts, { site, node }: ServiceFact): boolean {
  const attached = nodeAt(node, 'networks')
  const own = [...itemsOf(attached).map((item) => textOf(item) ?? ''), ...entriesOf(attached).map(([name]) => name)]
  const networks = own.length > 0 ? own : ['default']
  return facts
    .all('project')
    .filter((project) => project.site.stack === site.stack && (site.project === undefined || project.site.project === site.project))
    .every(({ complete, external }) => complete && !networks.some((name) => external.includes(name)))
}

/** Names that a service's own hosts file has: `extra_hosts`, and `links` with their aliases. */
export function extraHosts(service: ServiceFact | undefined): Set<string> {
  const names = [...itemsOf(nodeAt(service?.node, 'extra_hosts')), ...itemsOf(nodeAt(service?.node, 'external_links'))].map(
    (item) => textOf(item) ?? '',
  )
  const links = itemsOf(nodeAt(service?.node, 'links')).map((item) => (textOf(item) ?? '').split(':').at(-1) ?? '')
  const mapped = entriesOf(nodeAt(service?.node, 'extra_hosts')).map(([name]) => name.split(/[:=]/)[0] ?? '')
  return new Set([...names.map((entry) => entry.split(/[:=]/)[0] ?? ''), ...links, ...mapped])
}

/** The service of a site. */
export function serviceAt(facts: Facts, site: Site): ServiceFact | undefined {
  if (site.service === null) return undefined
  return facts.all('service').find((service) => isSameSite(service.site, site))
}

/** True where both are the same service, or both are run by nobody that is known, in one folder. */
export function isSameSite(a: Site, b: Site): boolean {
  return a.service === b.service && a.stack === b.stack && (a.project === undefined || b.project === undefined || a.project === b.project)
}

/** What listens at a service. */
export function listensAt(facts: Facts, { site }: Pick<ServiceFact, 'site'>): ListenFact[] {
  return facts.all('listen').filter((listen) => isSameSite(listen.site, site))
}

/** The port on the machine by which a port of a container is reached; null where it is not published. With host networking, and outside of containers, the port itself. */
export function publishedAs(service: ServiceFact | undefined, port: number, protocol: 'tcp' | 'udp' = 'tcp'): number | null {
  if (!service || service.site.network !== 'bridge') return port
  const open = service.published.find((one) => one.protocol === protocol && one.target.from <= port && port <= one.target.to)
  if (!open) return null
  return open.published === null ? null : open.published.from + port - open.target.from
}
