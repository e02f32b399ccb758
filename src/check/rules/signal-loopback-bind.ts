import type { Place } from '../../core/place.ts'
import { commandWords, flagsIn } from '../compose/command.ts'
import { itemsOf, nodeAt, numberOf, textOf } from '../config-node.ts'
import type { ConfigFact, Facts, ServiceFact } from '../facts.ts'
import { isLoopback } from '../net/hosts.ts'
import { isSameSite, servicesNamed } from '../net/services.ts'
import { usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import { bridgedService } from '../proxies/published.ts'
import { leadsToSignal, routesOf } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'signal.loopback-bind',
  severity: 'error',
  summary: 'LiveKit in a container listens to its own container only',
  story: `With \`--dev\` and no keys of its own livekit-server binds its signalling port to 127.0.0.1, so that nobody else uses a server whose keys everybody knows. In a container that is the container's loopback: a published port leads to the container's other address, where nothing listens, and other containers knock there as well. \`bind_addresses\` with loopback addresses alone does the same.

The server logs that it is up, with \`bindAddresses: ["127.0.0.1", "::1"]\`; everybody else gets \`connection refused\` or an empty reply.

Add \`--bind 0.0.0.0\` to the command, and publish the port as \`127.0.0.1:7880:7880\` where others must not reach it.

To be sure: \`curl http://localhost:7880/\` on the machine answers \`OK\`.`,
  *find(facts, { sources }) {
    const there = new Set(sources.map(({ path }) => path))
    for (const config of facts.all('config')) {
      const service = config.of === 'livekit' ? bridgedService(facts, config) : null
      // A file that is not here may hold keys.
      if (service?.envFiles.some((path) => !there.has(path))) continue
      const bound = service && boundPlace(facts, config, service)
      const wanted = bound ? whoComes(facts, config, service) : []
      if (!bound || wanted.length === 0) continue
      yield {
        message: 'LiveKit listens at 127.0.0.1 of its container, where nobody else reaches it',
        why: 'A published port and other containers get no answer: nothing connects.',
        fix: { text: 'Add --bind 0.0.0.0 to the command, or 0.0.0.0 to `bind_addresses`' },
        places: uniquePlaces([bound, ...wanted]),
      }
    }
  },
}

/** What makes it listen at loopback alone; null where nothing does, or it can't be told. */
function boundPlace(facts: Facts, { node, site }: ConfigFact, { node: service }: ServiceFact): Place | null {
  const words = commandWords(service)
  const flagged = words.flatMap(
    ({ value }, index) => /^--?bind(?:=(.*))?$/.exec(value)?.[1] ?? (/^--?bind$/.test(value) ? words[index + 1]?.value : undefined) ?? [],
  )
  const isMoved =
    flagged.some((host) => !isLoopback(host)) || facts.all('env').some((env) => env.name.includes('BIND') && isSameSite(env.site, site))
  if (isMoved) return null
  const addresses = itemsOf(nodeAt(node, 'bind_addresses'))
  const [first] = addresses
  if (first) return addresses.every((item) => isLoopback(textOf(item) ?? '')) ? first.at : null
  const dev = flagsIn(words).get('dev')
  const hasItsKeys = facts
    .all('api-pair')
    .some(
      ({ side, key, at, site: other }) =>
        side === 'server' && key?.value === 'devkey' && isSameSite(other, site) && isSamePlace(at, dev?.at),
    )
  return dev && hasItsKeys && !flagsIn(words).has('key-file') ? dev.at : null
}

function isSamePlace(a: Place, b: Place | undefined): boolean {
  return a.file === b?.file && a.line === b.line && a.column === b.column
}

/** Where somebody is let in, or comes, from outside of the container. */
function whoComes(facts: Facts, { node, site }: ConfigFact, { published }: ServiceFact): Place[] {
  const port = numberOf(nodeAt(node, 'port')) ?? 7880
  const open = published.filter(({ target, protocol }) => protocol === 'tcp' && target.from <= port && port <= target.to)
  const urls = usedUrls(facts).filter(
    ({ fact, url }) => !isSameSite(fact.site, site) && servicesNamed(facts, fact.site, url.host).some((one) => isSameSite(one.site, site)),
  )
  const routes = routesOf(facts, site).filter((route) => leadsToSignal(facts, route))
  return [...open.map(({ at }) => at), ...urls.flatMap(({ fact }) => placesOf(fact.url)), ...routes.map(({ at }) => at)].slice(0, 2)
}
