import type { Place } from '../../core/place.ts'
import type { Facts, ServiceFact } from '../facts.ts'
import { isLoopback } from '../net/hosts.ts'
import { isSameSite, serviceAt } from '../net/services.ts'
import { neverTogether } from '../proxies/published.ts'
import type { Rule } from '../rule.ts'

/** A port of the machine that a service takes. */
interface Taken {
  service: ServiceFact
  host: string | null
  protocol: 'tcp' | 'udp'
  from: number
  to: number
  at: Place
  /** True where a program's default, or what it does by itself, counts. */
  byDefault: boolean
}

export const rule: Rule = {
  id: 'ports.conflict',
  severity: 'error',
  summary: 'two services take the same port of the machine',
  story: `A port of the machine belongs to one program at a time, for TCP and UDP apart. Services with host networking take the ports of their own config, the others those that \`ports\` publishes. The second to start ends with \`address already in use\` or \`port is already allocated\`.

Which one that is changes from start to start. livekit-server then exits with code 0, so that \`restart: on-failure\` does not start it again, and Docker shows nothing wrong.

Ranges count as a whole: TURN's relay range, 30000 to 40000, or RTP, 10000 to 20000, may hold the port of something else.

Give one of them another port. To be sure: \`ss -lntup\` on the machine.`,
  *find(facts) {
    const taken = takenPorts(facts)
    const seen = new Set<string>()
    for (const [index, one] of taken.entries()) {
      for (const other of taken.slice(index + 1)) {
        if (!conflict(one, other)) continue
        const key = [one.service.name, other.service.name, one.protocol, Math.max(one.from, other.from)].join(' ')
        if (seen.has(key)) continue
        seen.add(key)
        const [first, second] = one.byDefault && !other.byDefault ? [other, one] : [one, other]
        const port = Math.max(one.from, other.from)
        yield {
          message: `${first.service.name} and ${second.service.name} both take ${one.protocol.toUpperCase()} port ${port} of the machine`,
          why: 'Whichever starts second ends, or runs without the port.',
          fix: { text: `Give one of them another port${one.from === one.to && other.from === other.to ? '' : ' or range'}` },
          places: [first.at, second.at],
        }
      }
    }
  },
}

function takenPorts(facts: Facts): Taken[] {
  const published = facts.all('service').flatMap((service): Taken[] => {
    if (service.site.network !== 'bridge') return []
    return service.published.flatMap(({ host, protocol, published: ports, at }) =>
      ports ? [{ service, host, protocol, ...ports, at, byDefault: false }] : [],
    )
  })
  const listening = facts.all('listen').flatMap((listen): Taken[] => {
    const service = listen.site.network === 'host' ? serviceAt(facts, listen.site) : undefined
    const { host, protocol, from, to, at, byDefault } = listen
    return service ? [{ service, host, protocol, from, to, at, byDefault }] : []
  })
  return [...published, ...listening]
}

function conflict(a: Taken, b: Taken): boolean {
  if (a.protocol !== b.protocol || a.from > b.to || b.from > a.to) return false
  if (a.service.name === b.service.name || !isTogether(a.service, b.service)) return false
  // An optional use of a default, such as HTTP/3, gives way without an error.
  if (a.byDefault && b.byDefault) return false
  const [first, second] = [address(a.host), address(b.host)]
  return first === null || second === null || first === second
}

function address(host: string | null): string | null {
  return host !== null && isLoopback(host) ? 'loopback' : host
}

/** Started by the same compose file, and not in other profiles. */
function isTogether(a: ServiceFact, b: ServiceFact): boolean {
  return isSameSite({ ...a.site, service: null }, { ...b.site, service: null }) && !neverTogether(a, b)
}
