import type { ApiPairFact, Facts, LiveKitUrlFact, Site, Stated } from '../facts.ts'
import { depth, folderOf, sameStack } from '../folder-view.ts'
import { isOpen, parseLiveKitUrl } from '../net/livekit-url.ts'
import { isCloud } from '../net/hosts.ts'
import { isSameSite } from '../net/services.ts'

/** Worked out once for all rules that ask. */
function once<Value>(work: (facts: Facts) => Value): (facts: Facts) => Value {
  const known = new WeakMap<Facts, Value>()
  return (facts) => {
    const before = known.get(facts)
    if (before !== undefined) return before
    const value = work(facts)
    known.set(facts, value)
    return value
  }
}

/** The pairs that programs sign with. Halves that two files of one service state are one pair; example files don't count. */
export const clientPairs = once((facts: Facts): ApiPairFact[] => {
  const examples = exampleFiles(facts)
  const clients = facts
    .all('api-pair')
    .flatMap((pair) => (pair.side === 'client' && !examples.has(pair.at.file) ? [withoutEmpty(pair)] : []))
  const whole = clients.filter(({ key, secret }) => key !== null && secret !== null)
  const halves = clients.filter(({ key, secret }) => key === null || secret === null)
  const joined = new Set<ApiPairFact>()
  const pairs = halves.flatMap((half) => {
    if (joined.has(half)) return []
    const other = halves.find((candidate) => !joined.has(candidate) && completes(half, candidate))
    joined.add(half)
    if (other) joined.add(other)
    return [other ? { ...half, key: half.key ?? other.key, secret: half.secret ?? other.secret } : half]
  })
  return unique([...whole, ...pairs])
})

/** The pairs that servers accept, and that some file states. */
export const serverPairs = once((facts: Facts): ApiPairFact[] => {
  const examples = exampleFiles(facts)
  return facts.all('api-pair').flatMap((pair) => (pair.side === 'server' && !examples.has(pair.at.file) ? [withoutEmpty(pair)] : []))
})

/** Of the servers' pairs those of the nearest stack that may be the client's; none where its URL leads elsewhere. */
export function nearestServers(servers: readonly ApiPairFact[], client: ApiPairFact): ApiPairFact[] {
  const candidates = servers.filter(({ site }) => sameStack(site, client.site))
  const nearest = Math.min(...candidates.map(({ site }) => distance(site, client.site)))
  return candidates.filter(({ site }) => distance(site, client.site) === nearest)
}

/** Where a client's own settings send it: of its service, else of its file, else of the other files of its folder. */
export function urlsOf(facts: Facts, { site, at, user }: ApiPairFact): LiveKitUrlFact[] {
  const urls = facts.all('livekit-url').filter((url) => !url.browser || url.url.at.file === at.file)
  const own = urls.filter((url) => url.url.at.file === at.file && isSameSite(url.site, site))
  if (own.length > 0) return own
  const service = urls.filter((url) => site.service !== null && isSameSite(url.site, site))
  if (service.length > 0) return service
  return urls.filter((url) => site.service === null && folderOf(url.url.at.file) === folderOf(at.file) && url.user === user)
}

/** True where every URL of the client leads to LiveKit Cloud; null where it has none that can be read. */
export function isCloudClient(facts: Facts, client: ApiPairFact): boolean | null {
  const hosts = urlsOf(facts, client).flatMap(({ url }) => parseLiveKitUrl(url)?.host ?? [])
  return hosts.length === 0 ? null : hosts.every((host) => isCloud(host))
}

/** The value of a half, or undefined where it is absent or waits for a variable. */
export function known(stated: Stated | null): string | undefined {
  return stated === null || isOpen(stated.value) ? undefined : stated.value
}

/** Files that hold placeholders on purpose. */
export const exampleFiles = once((facts: Facts): Set<string> => {
  return new Set(facts.all('env').flatMap((env) => (env.in === 'example' ? [env.at.file] : [])))
})

/** A half that is set to nothing is none. */
function withoutEmpty(pair: ApiPairFact): ApiPairFact {
  const { key, secret } = pair
  return { ...pair, key: key?.value === '' ? null : key, secret: secret?.value === '' ? null : secret }
}

function completes(half: ApiPairFact, other: ApiPairFact): boolean {
  if (half === other || !isSameSite(half.site, other.site) || half.side !== other.side) return false
  return half.site.service === null && half.at.file === other.at.file ? false : (half.key === null) !== (other.key === null)
}

function distance(a: Site, b: Site): number {
  return Math.abs(depth(a.stack) - depth(b.stack))
}

/** A file that several services read states its pair once. */
function unique(pairs: readonly ApiPairFact[]): ApiPairFact[] {
  const place = (stated: Stated | null) => (stated === null ? '' : `${stated.at.file}:${stated.at.line}:${stated.at.column}`)
  return [...new Map(pairs.map((pair) => [`${place(pair.key)} ${place(pair.secret)}`, pair])).values()]
}
