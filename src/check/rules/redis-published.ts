import { nodeAt } from '../config-node.ts'
import type { Facts, RedisServerFact, ServiceFact } from '../facts.ts'
import { exposure } from '../keys/exposure.ts'
import { isLoopback } from '../net/hosts.ts'
import { mayHavePassword } from '../net/redis-password.ts'
import { isSameSite, listensAt } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

const WHY = 'Whoever reaches the machine reads the passwords of the trunks, and can take the server over.'
/** The images that are built with protected mode off. */
const UNPROTECTED = /^(?:docker\.io\/)?(?:(?:library\/)?redis|valkey\/valkey)(?:[:@]|$)/

export const rule: Rule = {
  id: 'redis.published',
  severity: 'error',
  summary: 'a Redis without a password that everybody reaches',
  story: `\`ports: ["6379:6379"]\` opens Redis on every address of the machine, past ufw and firewalld, and the Docker image of Redis has protected mode off: whoever connects may do anything. Programs that look for open Redis servers find one within hours; they read all that is there, delete it, or make the server load code of theirs.

In LiveKit's Redis lie the passwords of the SIP trunks, in clear text, and every message between the servers.

With \`network_mode: host\` no port is needed for that: Redis listens on all addresses of the machine unless \`bind\` says otherwise, and only a firewall keeps others out.

The services of a compose file reach one another without \`ports\`. Drop the line; where SIP with host networking needs it, write \`127.0.0.1:6379:6379\`; and set a password.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.user !== 'redis') continue
      const hit = service.site.network === 'bridge' ? publishedHit(facts, service) : hostHit(facts, service)
      if (hit) yield hit
    }
  },
}

function publishedHit(facts: Facts, service: ServiceFact): Hit | null {
  const open = service.published.find(
    ({ host, target, protocol }) => protocol === 'tcp' && !(host !== null && isLoopback(host)) && target.from <= 6379 && 6379 <= target.to,
  )
  if (!open || mayHavePassword(facts, service)) return null
  return {
    message: `${service.name} is open on ${open.host === null ? 'all addresses of the machine' : 'an address of the machine'}, without a password`,
    why: WHY,
    fix: { text: 'Drop the port, or bind it to the machine itself: 127.0.0.1:6379:6379' },
    places: [open.at],
  }
}

/** The machine's own addresses, where Redis binds to all of them and nothing turns protected mode on. */
function hostHit(facts: Facts, service: ServiceFact): Hit | null {
  if (service.site.network !== 'host') return null
  const servers = facts.all('redis-server').filter(({ site }) => isSameSite(site, service.site))
  const isOpen = listensAt(facts, service).some(({ purpose, host }) => purpose === 'redis' && host === null)
  if (!isOpen || isProtected(service, servers) || mayHavePassword(facts, service)) return null
  const network = nodeAt(service.node, 'network_mode')
  const bound = servers.flatMap(({ hosts }) => hosts.map(({ at }) => at))
  return {
    message: `${service.name} is open on all addresses of the machine, without a password`,
    why: WHY,
    fix: { text: 'Bind it to the machine itself: `bind 127.0.0.1` in redis.conf, or redis-server --bind 127.0.0.1' },
    places: uniquePlaces([...bound.slice(0, 1), network?.at ?? service.at]),
    // In an office's own network few can reach it.
    ...(exposure(facts, service.site).length > 0 ? {} : { severity: 'warning' as const }),
  }
}

/** True where Redis answers nobody but its own machine, or where that can't be told. */
function isProtected({ built, image }: ServiceFact, servers: readonly RedisServerFact[]): boolean {
  const stated = servers.flatMap(({ protectedMode }) => protectedMode ?? [])
  return stated.length > 0 ? stated.some(({ value }) => value) : built || !UNPROTECTED.test(image?.value ?? '')
}
