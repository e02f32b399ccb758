import { booleanOf, nodeAt, textOf } from '../../check/config-node.ts'
import type { ConfigFact, Facts, ListenFact, PortPurpose } from '../../check/facts.ts'
import { isDevPair } from '../../check/keys/placeholder.ts'
import { clientPairs, exampleFiles, known, serverPairs, urlsOf } from '../../check/keys/pairs.ts'
import { isCloud, isPublic } from '../../check/net/hosts.ts'
import { parseLiveKitUrl } from '../../check/net/livekit-url.ts'
import { hostAndPort, liveKitRedis } from '../../check/net/redis-endpoint.ts'
import { secretValues } from '../../check/secrets.ts'
import type { ChosenProvider, KeyPair, Media, NeededPort, RedisTarget, Subject, Turn } from '../../doctor/subject.ts'
import { isPlaceholder } from '../../stack/credentials.ts'
import { providerKey } from '../../stack/derive.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'
import { heldHere, httpFromHere, seenFromHere, urlFromHere } from './seen-from-here.ts'

/** Whose address counts first: those who carry the calls. */
const URL_ORDER = ['agent', 'sip', 'egress', 'page', 'voicectl', 'dashboard']
const TLS_PORT = 443
const SERVICES: Record<string, string> = { page: 'web', voicectl: 'agent' }
/** Bound from the start; media ranges are bound port by port. */
const BOUND: readonly PortPurpose[] = ['signal', 'rtc-tcp', 'rtc-udp', 'turn-udp', 'turn-tls', 'sip', 'sip-tls', 'redis', 'page', 'proxy']

/** What the files of any stack say is to be probed, as this machine reaches it. */
export function subjectOfFacts(dir: string, facts: Facts): Subject {
  const urls = urlsFromHere(facts)
  const env = envOf(facts)
  const served = servedNames(facts)
  const page = served.find(({ of }) => of === 'page')
  const localPage = localPageUrl(facts)
  const browser =
    urls.browser ?? (served.some(({ of }) => of === 'livekit') ? `wss://${served.find(({ of }) => of === 'livekit')?.name}` : null)
  const cloud = urls.server !== null && isCloud(parseLiveKitUrl({ value: urls.server })?.host ?? '')
  const redis = redisTargets(facts)
  return {
    dir,
    name: dir.split(/[\\/]/).at(-1) ?? dir,
    stack: null,
    target: cloud ? 'cloud' : served.length > 0 ? 'self-hosted' : null,
    mode: null,
    serverUrl: urls.server,
    browserUrl: browser ?? urls.server,
    pageUrl: page ? `https://${page.name}` : localPage,
    localPageUrl: localPage,
    keys: keysFor(facts, urls.server),
    redis,
    hidden: redis.length === 0 && liveKitRedis(facts).length > 0 ? ['redis'] : [],
    ports: neededPorts(facts),
    media: mediaOf(facts),
    turn: turnOf(facts),
    domains: served,
    sip: sipOf(facts),
    egress: egressOf(facts),
    agent: {
      names: names(facts, 'worker'),
      wanted: names(facts, 'wanted'),
      healthUrl: httpFromHere(
        facts,
        listens(facts, 'health').find(({ user }) => user === 'agent' || user === 'voicectl'),
      ),
    },
    providers: providersOf(env),
    env,
    secrets: secretValues(facts),
  }
}

function urlsFromHere(facts: Facts): { server: string | null; browser: string | null } {
  const examples = exampleFiles(facts)
  const stated = facts
    .all('livekit-url')
    .filter(({ url }) => !examples.has(url.at.file))
    .toSorted((a, b) => depth(a.site.stack) - depth(b.site.stack) || rank(a.user) - rank(b.user))
  const first = (browser: boolean) =>
    stated.flatMap((fact) => (fact.browser === browser ? (urlFromHere(facts, fact.site, fact.url.value) ?? []) : []))[0] ?? null
  const own = httpFromHere(
    facts,
    listens(facts, 'signal').find(({ user }) => user === 'livekit'),
  )
  const browser = first(true)
  return { server: first(false) ?? own?.replace(/^http/, 'ws') ?? browser, browser }
}

function rank(user: string): number {
  const place = URL_ORDER.indexOf(user)
  return place === -1 ? URL_ORDER.length : place
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length
}

function listens(facts: Facts, purpose: PortPurpose): ListenFact[] {
  return facts.all('listen').filter((listen) => listen.purpose === purpose)
}

/** The pairs that programs use at this server, each once with all its users; the server's own where no program has one. */
function keysFor(facts: Facts, serverUrl: string | null): KeyPair[] {
  const here = clientPairs(facts).filter((pair) => {
    const urls = urlsOf(facts, pair).map(({ site, url }) => urlFromHere(facts, site, url.value))
    return urls.length === 0 || serverUrl === null || urls.some((url) => url === null || isCloudUrl(url) === isCloudUrl(serverUrl))
  })
  const pairs = [...here, ...(here.length === 0 ? serverPairs(facts) : [])]
  // What looks like a placeholder is none where the server's own file has it, nor is the pair of `livekit-server --dev`.
  const held = new Set(serverPairs(facts).flatMap((pair) => [known(pair.key), known(pair.secret)]))
  const found = new Map<string, KeyPair>()
  for (const { user, key: statedKey, secret: statedSecret } of pairs) {
    const [key, secret] = [known(statedKey), known(statedSecret)]
    if (!key || !secret) continue
    if (!isDevPair(key, secret) && [key, secret].some((value) => isPlaceholder(value) && !held.has(value))) continue
    const before = found.get(`${key} ${secret}`)
    found.set(`${key} ${secret}`, { user: before ? `${before.user}, ${user}` : user, key, secret })
  }
  return [...found.values()]
}

function isCloudUrl(url: string): boolean {
  return isCloud(parseLiveKitUrl({ value: url })?.host ?? '')
}

function redisTargets(facts: Facts): RedisTarget[] {
  return liveKitRedis(facts).flatMap(({ user, site, address, db, username, password, tls }) => {
    const parsed = address && hostAndPort(address.value)
    const here = parsed && seenFromHere(facts, site, parsed)
    return here ? [{ user, ...here, db: db?.value ?? 0, username: username?.value ?? null, password: password?.value || null, tls }] : []
  })
}

function neededPorts(facts: Facts): NeededPort[] {
  const found = facts.all('listen').flatMap((listen) => {
    const held = BOUND.includes(listen.purpose) && listen.from === listen.to ? heldHere(facts, listen) : null
    if (!held) return []
    const { user, protocol, at } = listen
    return [{ service: SERVICES[user] ?? user, ...held, protocol, setting: `${at.file}:${at.line}` }]
  })
  return [...new Map(found.map((port) => [`${port.protocol} ${port.port}`, port])).values()]
}

function livekitConfig(facts: Facts): ConfigFact | undefined {
  return facts.all('config').find(({ of }) => of === 'livekit')
}

function mediaOf(facts: Facts): Media | null {
  const node = livekitConfig(facts)?.node
  const udp = listens(facts, 'rtc-udp')[0]
  if (!node && !udp) return null
  return {
    udp: udp ? { from: udp.from, to: udp.to } : null,
    tcpPort: listens(facts, 'rtc-tcp')[0]?.from ?? null,
    nodeIp: textOf(nodeAt(node, 'rtc', 'node_ip')) ?? null,
    findsOwnAddress: booleanOf(nodeAt(node, 'rtc', 'use_external_ip')) ?? false,
  }
}

function turnOf(facts: Facts): Turn | null {
  const node = nodeAt(livekitConfig(facts)?.node, 'turn')
  if (booleanOf(nodeAt(node, 'enabled')) !== true) return null
  return {
    domain: textOf(nodeAt(node, 'domain')) ?? null,
    udpPort: listens(facts, 'turn-udp')[0]?.from ?? null,
    tlsPort: listens(facts, 'turn-tls')[0]?.from ?? null,
    externalTls: booleanOf(nodeAt(node, 'external_tls')) ?? false,
    relaysToPrivate: nodeAt(node, 'allow_restricted_peer_cidrs') !== undefined,
  }
}

/** Public names that proxies serve, by what is behind them. */
function servedNames(facts: Facts): Subject['domains'] {
  const turn = turnOf(facts)?.domain?.toLowerCase()
  const signal = new Set(listens(facts, 'signal').flatMap((listen) => [listen.from, heldHere(facts, listen)?.port ?? listen.from]))
  const found = new Map<string, Subject['domains'][number]['of']>()
  for (const { host, upstream, listen } of facts.all('proxy-route')) {
    const name = host?.value.toLowerCase()
    if (name === undefined || !isPublic(name) || name.includes('*') || (!listen.tls && listen.port !== TLS_PORT)) continue
    if (name === turn) found.set(name, 'turn')
    else if (upstream && signal.has(upstream.port)) found.set(name, 'livekit')
    else if (!found.has(name)) found.set(name, 'page')
  }
  return [...found].map(([name, of]) => ({ name, of }))
}

function localPageUrl(facts: Facts): string | null {
  const stated = httpFromHere(facts, listens(facts, 'page')[0])
  const [published] = facts.all('service').flatMap(({ user, published: ports }) => (user === 'page' ? ports : []))
  return stated ?? (published?.published ? `http://127.0.0.1:${published.published.from}` : null)
}

function sipOf(facts: Facts): Subject['sip'] {
  const [listen] = listens(facts, 'sip')
  const held = listen && heldHere(facts, listen)
  if (!held) return null
  const [tls] = listens(facts, 'sip-tls')
  const health = listens(facts, 'health').find(({ user }) => user === 'sip')
  const host = /^(0\.0\.0\.0|::)$/.test(held.host) ? '127.0.0.1' : held.host
  return { host, port: held.port, tlsPort: (tls && heldHere(facts, tls)?.port) ?? null, healthUrl: httpFromHere(facts, health) }
}

function egressOf(facts: Facts): Subject['egress'] {
  const config = facts.all('config').find(({ of }) => of === 'egress')
  if (!config) return null
  const health = listens(facts, 'health').find(({ user }) => user === 'egress')
  const mounts = facts.all('service').flatMap(({ user, mounts: all }) => (user === 'egress' ? all : []))
  const folders = mounts.flatMap(({ kind, source, readOnly }) =>
    kind === 'bind' && source && !readOnly && !/\.\w+$/.test(source) ? [source] : [],
  )
  return { healthUrl: httpFromHere(facts, health), outputs: [...new Set(folders)] }
}

function names(facts: Facts, side: 'worker' | 'wanted'): string[] {
  const stated = facts.all('agent-name').flatMap((fact) => (fact.side === side && fact.name.value !== '' ? [fact.name.value] : []))
  return [...new Set(stated)]
}

function envOf(facts: Facts): Map<string, string> {
  const env = new Map<string, string>()
  for (const { name, value, in: where } of facts.all('env')) {
    if (where !== 'example' && value && value.value !== '' && !env.has(name)) env.set(name, value.value)
  }
  return env
}

function providersOf(env: ReadonlyMap<string, string>): ChosenProvider[] {
  return (Object.keys(providers) as ProviderId[]).flatMap((id) => {
    const key = providerKey(env, id)
    const parts = (['stt', 'llm', 'tts'] as const).filter((part) => providers[id][part] !== undefined)
    return key === null ? [] : [{ id, parts, key, baseUrl: null }]
  })
}
