import type { Place } from '../../core/place.ts'
import { itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ListenFact, PublishedPort, ServiceFact } from '../facts.ts'
import { serviceAt } from '../net/services.ts'

/** A port of a container that the world doesn't reach as it should. */
export interface Unpublished {
  service: ServiceFact
  /** `other-protocol`: as TCP instead of UDP, or the other way round. `partly`: only some ports of a range. */
  kind: 'missing' | 'partly' | 'other-protocol'
  /** The line of `ports` that is not right, or where one is missing. */
  at: Place
}

/** The service of a listener where its ports have to be published, and all that it publishes is known. */
export function bridgedService(facts: Facts, { site }: Pick<ListenFact, 'site'>): ServiceFact | null {
  const service = site.network === 'bridge' ? serviceAt(facts, site) : undefined
  if (!service || nodeAt(service.node, 'network_mode') !== undefined) return null
  // One that holds a variable which no file sets may be any port.
  return itemsOf(nodeAt(service.node, 'ports')).length > service.published.length ? null : service
}

/** What is wrong with how a container's port is published; null where nothing is, or it can't be told. Loopback addresses count as published. */
export function unpublished(facts: Facts, listen: ListenFact): Unpublished | null {
  const service = bridgedService(facts, listen)
  if (!service) return null
  const meeting = service.published.filter(({ target }) => target.from <= listen.to && listen.from <= target.to)
  const same = meeting.filter(({ protocol }) => protocol === listen.protocol)
  if (covers(same, listen)) return null
  const [part] = same
  const [other] = meeting
  if (part) return { service, kind: 'partly', at: part.at }
  if (other) return { service, kind: 'other-protocol', at: other.at }
  return { service, kind: 'missing', at: nodeAt(service.node, 'ports')?.keyAt ?? service.at }
}

function covers(published: readonly PublishedPort[], { from, to }: ListenFact): boolean {
  let next = from
  for (const { target } of published.toSorted((a, b) => a.target.from - b.target.from)) {
    if (target.from > next) return false
    next = Math.max(next, target.to + 1)
  }
  return next > to
}

/** `50000-60000/udp`, or `7881/tcp`, for `ports`. */
export function portText({ from, to, protocol }: Pick<ListenFact, 'from' | 'to' | 'protocol'>): string {
  const range = from === to ? `${from}` : `${from}-${to}`
  return `${range}:${range}/${protocol}`
}

/** True where compose only starts one of two services, as their profiles differ. */
export function neverTogether(a: ServiceFact, b: ServiceFact): boolean {
  const profiles = (service: ServiceFact) => itemsOf(nodeAt(service.node, 'profiles')).flatMap((item) => textOf(item) ?? [])
  const [first, second] = [profiles(a), profiles(b)]
  return first.length > 0 && second.length > 0 && !first.some((profile) => second.includes(profile))
}
