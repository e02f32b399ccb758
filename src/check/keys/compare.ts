import type { ApiPairFact, Facts } from '../facts.ts'
import { folderOf, sameStack } from '../folder-view.ts'
import { isCloud, isPublic } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { isServed, proxiedNames } from '../net/proxied-names.ts'
import { stageOf } from '../net/stage.ts'
import { clientPairs, isCloudClient, known, nearestServers, serverPairs, urlsOf } from './pairs.ts'
import { looksLikeKey } from './forms.ts'
import { isDevHalf, isPlaceholder } from './placeholder.ts'

/** Shorter ones may be the same by chance, or by habit. */
const SHORTEST_RANDOM = 16

export type Verdict = 'unknown-key' | 'wrong-secret' | 'cloud-url' | 'same-key' | 'same-secret'

export interface Mismatch {
  verdict: Verdict
  /** Those that say the same and are wrong in the same way. */
  clients: ApiPairFact[]
  /** What they contradict: entries of the server, or other clients. */
  others: ApiPairFact[]
}

/** Every disagreement between what programs sign with and what servers accept, and among the programs. */
export function mismatches(facts: Facts): Mismatch[] {
  const servers = serverPairs(facts)
  const clients = clientPairs(facts).filter((pair) => !isLeftOpen(pair))
  const judged = clients.map((client) => ({ client, found: againstServers(facts, client, servers) }))
  const wrong = judged.flatMap(({ client, found }) => (found ? [{ ...found, clients: [client] }] : []))
  const rest = judged.flatMap(({ client, found }) => (found ? [] : [client]))
  return [...grouped(wrong), ...amongClients(rest)]
}

/** What nobody can compare: a placeholder, which is a finding of its own. */
function isLeftOpen({ key, secret }: ApiPairFact): boolean {
  const values = [known(key), known(secret)].filter((value) => value !== undefined)
  return values.length === 0 || values.some((value) => !isDevHalf(value) && isPlaceholder(value))
}

function againstServers(facts: Facts, client: ApiPairFact, servers: readonly ApiPairFact[]): Omit<Mismatch, 'clients'> | null {
  const nearest = nearestServers(servers, client)
  const [key, secret] = [known(client.key), known(client.secret)]
  const entries = nearest.filter((server) => known(server.key) === key)
  if (isCloudClient(facts, client) === true)
    return key !== undefined && entries.length > 0 ? { verdict: 'cloud-url', others: entries } : null
  if (nearest.length === 0 || key === undefined || leadsElsewhere(facts, client, nearest)) return null
  if (entries.length === 0)
    return nearest.some((server) => known(server.key) === undefined || isLeftOpen(server))
      ? null
      : { verdict: 'unknown-key', others: nearest }
  const right = entries.some((server) => known(server.secret) === undefined || secret === undefined || known(server.secret) === secret)
  return right ? null : { verdict: 'wrong-secret', others: entries }
}

/** True where the client's URL is of another server than the one whose keys are here: production's, or a name that no proxy here serves. */
function leadsElsewhere(facts: Facts, client: ApiPairFact, servers: readonly ApiPairFact[]): boolean {
  const hosts = publicHosts(facts, client)
  if (hosts.length === 0) return false
  const names = proxiedNames(facts, client.site)
  if (names.size > 0 && !hosts.some((host) => isServed(names, host))) return true
  const stage = stageOf(client.at.file)
  if (servers.every(({ at }) => stageOf(at.file) === 'development') && stage !== 'development') return names.size === 0
  if (stage !== 'production' || servers.some(({ at }) => stageOf(at.file) === 'production')) return false
  return clientPairs(facts).some((other) => isOtherStage(client, other) && !publicHosts(facts, other).some((host) => hosts.includes(host)))
}

function isOtherStage(client: ApiPairFact, other: ApiPairFact): boolean {
  return folderOf(other.at.file) === folderOf(client.at.file) && stageOf(other.at.file) !== 'production'
}

function publicHosts(facts: Facts, client: ApiPairFact): string[] {
  const hosts = urlsOf(facts, client).flatMap(({ url }) => parseLiveKitUrl(url)?.host ?? [])
  return hosts.filter((host) => isPublic(host) && !isCloud(host))
}

/** Without a server in sight: one key has one secret, and one secret belongs to one key. Those in the minority are taken for the wrong ones. */
function amongClients(clients: readonly ApiPairFact[]): Mismatch[] {
  return [...oddOnes(clients, 'key', 'secret'), ...oddOnes(clients, 'secret', 'key')]
}

function oddOnes(clients: readonly ApiPairFact[], shared: 'key' | 'secret', other: 'key' | 'secret'): Mismatch[] {
  const comparable = clients.filter((client) => known(client[other]) !== undefined)
  return [...Map.groupBy(comparable, (client) => known(client[shared])).entries()].flatMap(([value, group]) => {
    if (value === undefined || (shared === 'secret' && value.length < SHORTEST_RANDOM)) return []
    // LiveKit's own keys are unique; other names may be in use in two stacks that lie side by side.
    const isUnique = shared === 'secret' || looksLikeKey(value)
    const together = group.filter((client) => isUnique || group.some((one) => one !== client && sameStack(one.site, client.site)))
    const camps = [...Map.groupBy(together, (client) => known(client[other])).values()].toSorted((a, b) => a.length - b.length)
    if (camps.length < 2) return []
    return [
      {
        verdict: shared === 'key' ? ('same-key' as const) : ('same-secret' as const),
        clients: camps.slice(0, -1).flat(),
        others: camps.at(-1) ?? [],
      },
    ]
  })
}

function grouped(wrong: readonly Mismatch[]): Mismatch[] {
  const groups = new Map<string, Mismatch>()
  for (const one of wrong) {
    const [client] = one.clients
    const id = JSON.stringify([one.verdict, client?.key?.value, client?.secret?.value, one.others.map(({ at }) => at)])
    const group = groups.get(id)
    if (group) group.clients.push(...one.clients)
    else groups.set(id, { ...one })
  }
  return [...groups.values()]
}
