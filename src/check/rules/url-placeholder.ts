import type { ApiPairFact, Facts, LiveKitUrlFact } from '../facts.ts'
import { isStandIn } from '../env/names.ts'
import { clientPairs, exampleFiles, known } from '../keys/pairs.ts'
import { isDevHalf, isPlaceholder } from '../keys/placeholder.ts'
import { isPlaceholderHost } from '../net/hosts.ts'
import { isFilledIn } from '../net/livekit-url.ts'
import { isSameSite, servicesNamed } from '../net/services.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'url.placeholder',
  severity: 'error',
  summary: 'a real key of LiveKit beside an address out of a guide',
  story: `The key and secret are filled in, and the address is still the one of a guide or an example file: \`wss://your-project.livekit.cloud\`, \`wss://<project>.livekit.cloud\`. It is easily overlooked, as it reads like an address.

A name with \`<\` in it can't be looked up. One such as \`your-project.livekit.cloud\` is no project of yours. The agent retries for ever, and a page says that it can't connect.

The address of a project in LiveKit Cloud stands in its settings and ends with some letters and digits that nobody made up. With a server of your own it is the name that your proxy serves. Files named .env.example and the like may keep their placeholders, and so may a file in which nothing is filled in yet.`,
  *find(facts) {
    const examples = exampleFiles(facts)
    const pairs = clientPairs(facts).filter((pair) => isReal(pair))
    for (const fact of facts.all('livekit-url')) {
      if (examples.has(fact.url.at.file) || !isOfGuide(facts, fact) || !pairs.some((pair) => isBeside(pair, fact))) continue
      yield {
        message: `${fact.name} is the address of a guide, and the key beside it is a real one`,
        why: 'It leads to no server of yours: what uses this address never connects.',
        fix: { text: `Put the address of your LiveKit into ${fact.name}` },
        places: placesOf(fact.url),
      }
    }
  },
}

function isReal({ key, secret }: ApiPairFact): boolean {
  const halves = [known(key), known(secret)]
  return halves.every((half) => half !== undefined && !isStandIn(half) && !isPlaceholder(half) && !isDevHalf(half))
}

function isBeside(pair: ApiPairFact, { site, url }: LiveKitUrlFact): boolean {
  return pair.at.file === url.at.file || (site.service !== null && isSameSite(pair.site, site))
}

function isOfGuide(facts: Facts, { url, site }: LiveKitUrlFact): boolean {
  const text = url.value.trim()
  const host = /^(?:[a-z]+:\/\/)?([^/:?#\s]+)/i.exec(text)?.[1] ?? ''
  return !isFilledIn(text) && isPlaceholderHost(host) && servicesNamed(facts, site, host.toLowerCase()).length === 0
}
