import { isSlip } from '../../core/slip.ts'
import type { Place } from '../../core/place.ts'
import type { ApiPairFact, Facts } from '../facts.ts'
import { clientPairs, known, urlsOf } from '../keys/pairs.ts'
import { isCloud } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { usedUrls } from '../net/used-urls.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

interface Used {
  host: string
  places: Place[]
}

export const rule: Rule = {
  id: 'cloud.project-mismatch',
  severity: 'error',
  summary: 'one key of LiveKit Cloud with the addresses of two projects, or two addresses that differ by a letter',
  story: `A key of LiveKit Cloud belongs to one project, and each project has an address of its own: \`wss://<name>-<random>.livekit.cloud\`. With another project's address the key is answered 401.

A page that opens one project and an agent that is registered in the other both connect, and never meet: the page waits for an agent for ever.

Addresses that differ by one letter are mistyped: the random part makes sure that no two projects are called so. Copy the address from the project's settings.

To be sure: \`voicectl doctor\` shows that the project takes the key.`,
  *find(facts) {
    yield* byKey(facts)
    const urls = usedUrls(facts).flatMap(({ fact, url }) => (isCloud(url.host) ? [{ host: url.host, places: placesOf(fact.url) }] : []))
    const hosts = [...Map.groupBy(urls, ({ host }) => host)].toSorted((a, b) => a[1].length - b[1].length)
    for (const [index, [host, uses]] of hosts.entries()) {
      const other = hosts.slice(index + 1).find(([candidate]) => isSlip(host, candidate))
      if (other)
        yield hit(`${listed(files(uses))} and ${listed(files(other[1]))} name projects of LiveKit Cloud that differ by a letter`, [
          ...uses,
          ...other[1],
        ])
    }
  },
}

function* byKey(facts: Facts): Generator<Hit> {
  const pairs = clientPairs(facts).flatMap((pair) => cloudHosts(facts, pair).map((used) => ({ key: known(pair.key), ...used })))
  for (const [key, uses] of Map.groupBy(pairs, ({ key }) => key)) {
    const camps = [...Map.groupBy(uses, ({ host }) => host).values()].toSorted((a, b) => a.length - b.length)
    const [odd, ...others] = camps
    // Those that differ by a letter are spoken of anyway.
    if (key === undefined || !odd || others.length === 0 || others.some(([other]) => isSlip(other?.host ?? '', odd[0]?.host ?? '')))
      continue
    yield hit(`${listed(files(odd))} and ${listed(files(others.flat()))} have one key with different projects of LiveKit Cloud`, [
      ...odd,
      ...others.flat(),
    ])
  }
}

function cloudHosts(facts: Facts, pair: ApiPairFact): Used[] {
  return urlsOf(facts, pair).flatMap(({ url }) => {
    const host = parseLiveKitUrl(url)?.host
    return host !== undefined && isCloud(host) ? [{ host, places: placesOf(url) }] : []
  })
}

function files(uses: readonly Used[]): string[] {
  return uses.flatMap(({ places }) => places.slice(0, 1).map(({ file }) => file))
}

function hit(message: string, uses: readonly Used[]): Hit {
  return {
    message,
    why: 'With the wrong address LiveKit Cloud answers 401, or page and agent never meet.',
    fix: { text: "Copy the address from the project's settings into all of them" },
    places: uniquePlaces(uses.flatMap(({ places }) => places)),
  }
}
