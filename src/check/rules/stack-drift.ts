import { suggest } from '../../core/suggest.ts'
import type { Place } from '../../core/place.ts'
import { entriesOf, itemsOf, nodeAt, numberOf, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, Site, StackFact } from '../facts.ts'
import { isLoopback } from '../net/hosts.ts'
import { uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

/** One thing that a derived file says otherwise than voicectl.yaml. */
interface Drift {
  file: string
  /** In words, with what voicectl.yaml has: `port is not 7880`. */
  what: string
  at: Place
  from: ConfigNode | undefined
}

export const rule: Rule = {
  id: 'stack.drift',
  severity: 'warning',
  summary: 'a derived file says something else than voicectl.yaml',
  story: `livekit.yaml, Caddyfile and redis.conf are derived from voicectl.yaml. One of them has another port, range or name: it was edited by hand, or voicectl.yaml was changed and the files were not derived again.

voicectl goes by voicectl.yaml: where it looks for LiveKit, which ports \`status\` and \`doctor\` look at, which page it links to. The servers go by their own files. Each part starts, and they miss one another.

\`voicectl generate --dry-run\` shows the difference; \`voicectl generate\` writes the files again and keeps hand edits that don't contradict. A setting that you want otherwise belongs into voicectl.yaml.`,
  *find(facts, folder) {
    for (const stack of facts.all('stack')) {
      if (stack.target === 'cloud') continue
      for (const drift of drifts(facts, stack)) yield hit(drift, stack)
      if (stack.target === 'self-hosted')
        for (const drift of nameDrift(folder, stack, stack.site.stack === '' ? 'compose.yaml' : `${stack.site.stack}/compose.yaml`))
          yield hit(drift, stack)
    }
  },
}

function hit({ file, what, at, from }: Drift, { node }: StackFact): Hit {
  return {
    message: `${what} in ${file}, as voicectl.yaml has it`,
    why: 'The servers go by their own files and voicectl by voicectl.yaml, so that they miss one another.',
    fix: { text: 'Set it in voicectl.yaml and derive the files again', command: 'voicectl generate' },
    places: uniquePlaces([at, (from ?? node).at]),
  }
}

function* drifts(facts: Facts, stack: StackFact): Generator<Drift> {
  const path = (name: string) => (stack.site.stack === '' ? name : `${stack.site.stack}/${name}`)
  const server = facts.all('config').find(({ of, node }) => of === 'livekit' && node.at.file === path('livekit.yaml'))
  if (server) yield* serverDrifts(stack, server.node, path('livekit.yaml'))
  if (stack.target === 'self-hosted') yield* proxyDrifts(facts, stack, path('Caddyfile'))
  if (stack.target === 'self-hosted') yield* serviceDrift(facts, stack)
  const redis = nodeAt(stack.node, 'telephony', 'redisPort')
  const port = numberOf(redis) ?? 6379
  for (const listen of facts.all('listen')) {
    if (listen.at.file === path('redis.conf') && listen.purpose === 'redis' && listen.from !== port) {
      yield { file: 'redis.conf', what: `The port is not ${port}`, at: listen.at, from: redis }
    }
  }
}

function* serverDrifts({ node, target }: StackFact, server: ConfigNode, path: string): Generator<Drift> {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const own = (name: string) => nodeAt(node, 'livekit', name)
  const pairs: [name: string, own: ConfigNode | undefined, usual: string, keys: string[]][] = [
    ['port', own('port'), '7880', ['port']],
    ['rtc.tcp_port', own('tcpPort'), '7881', ['rtc', 'tcp_port']],
  ]
  for (const [name, from, usual, keys] of pairs) {
    const there = nodeAt(server, ...keys)
    const wanted = textOf(from) ?? usual
    if ((textOf(there) ?? usual) !== wanted) yield { file, what: `${name} is not ${wanted}`, at: (there ?? server).at, from }
  }
  const media = mediaOf(node, target === 'self-hosted')
  const rtc = nodeAt(server, 'rtc')
  for (const [name, wanted] of Object.entries(media.settings)) {
    const there = nodeAt(rtc, name)
    if (textOf(there) !== wanted)
      yield {
        file,
        what: wanted === undefined ? `rtc.${name} is not left out` : `rtc.${name} is not ${wanted}`,
        at: (there ?? rtc ?? server).at,
        from: media.from,
      }
  }
  yield* fixedDrifts(node, { server, file, isPublic: target === 'self-hosted' })
  const nodeIp = own('nodeIp')
  const there = nodeAt(rtc, 'node_ip')
  if (nodeIp && textOf(there) !== textOf(nodeIp))
    yield { file, what: `rtc.node_ip is not ${textOf(nodeIp) ?? ''}`, at: (there ?? rtc ?? server).at, from: nodeIp }
  yield* redisDrifts(node, server, file)
}

interface Server {
  server: ConfigNode
  file: string
  isPublic: boolean
}

/** Settings that the target decides, and that a stack does not work, or is open to others, without. */
function* fixedDrifts(node: ConfigNode, { server, file, isPublic }: Server): Generator<Drift> {
  const nodeIp = nodeAt(node, 'livekit', 'nodeIp')
  const settings: [keys: string[], wanted: boolean, from: ConfigNode | undefined][] = isPublic
    ? [
        [['rtc', 'use_external_ip'], nodeIp === undefined, nodeIp],
        [['turn', 'enabled'], true, undefined],
      ]
    : [
        [['rtc', 'enable_loopback_candidate'], true, undefined],
        [['rtc', 'use_ice_lite'], true, undefined],
      ]
  for (const [keys, wanted, from] of settings) {
    const there = nodeAt(server, ...keys)
    const parent = keys.length > 1 ? nodeAt(server, keys[0] ?? '') : undefined
    if ((textOf(there) ?? 'false') !== String(wanted))
      yield { file, what: `${keys.join('.')} is not ${wanted}`, at: (there ?? parent ?? server).at, from }
  }
  const host = nodeAt(node, 'web', 'host')
  const isOpen = !isPublic && host !== undefined && !isLoopback(textOf(host) ?? '')
  const bind = nodeAt(server, 'bind_addresses')
  const addresses = itemsOf(bind).map((item) => textOf(item) ?? '')
  const isBound = addresses.length > 0 && addresses.every((address) => isLoopback(address))
  if (!isOpen && !isBound) yield { file, what: 'bind_addresses is not 127.0.0.1', at: (itemsOf(bind)[0] ?? bind ?? server).at, from: host }
}

/** What the media ports of livekit.yaml have to be. */
function mediaOf(node: ConfigNode, isPublic: boolean): { settings: Record<string, string | undefined>; from: ConfigNode | undefined } {
  const [single, range] = [nodeAt(node, 'livekit', 'udpPort'), nodeAt(node, 'livekit', 'udpPortRange')]
  const port = textOf(single) ?? (range || isPublic ? undefined : '7882')
  const [start, end] = (textOf(range) ?? '50000-60000').split('-')
  if (port !== undefined) return { settings: { udp_port: port, port_range_start: undefined, port_range_end: undefined }, from: single }
  return { settings: { port_range_start: start, port_range_end: end, udp_port: undefined }, from: range }
}

function* redisDrifts(node: ConfigNode, server: ConfigNode, file: string): Generator<Drift> {
  const enabled = nodeAt(node, 'telephony', 'enabled')
  const port = nodeAt(node, 'telephony', 'redisPort')
  const address = nodeAt(server, 'redis', 'address')
  const redis = nodeAt(server, 'redis')
  if (textOf(enabled) !== 'true') {
    if (redis && address) yield { file, what: 'redis is not left out', at: (enabled ?? node).at, from: redis }
    return
  }
  if (entriesOf(redis).length === 0) return
  const wanted = `127.0.0.1:${numberOf(port) ?? 6379}`
  if (textOf(address) !== wanted) yield { file, what: `redis.address is not ${wanted}`, at: (address ?? server).at, from: port ?? enabled }
}

function* proxyDrifts(facts: Facts, { node }: StackFact, path: string): Generator<Drift> {
  const routes = facts.all('proxy-route').filter(({ at }) => at.file === path)
  if (routes.length === 0) return
  const wanted = [
    { name: nodeAt(node, 'livekit', 'domain'), port: nodeAt(node, 'livekit', 'port'), usual: 7880 },
    { name: nodeAt(node, 'web', 'domain'), port: nodeAt(node, 'web', 'port'), usual: 3000 },
  ]
  for (const { name, port, usual } of wanted) {
    const host = textOf(name)
    const to = numberOf(port) ?? usual
    if (host === undefined) continue
    const own = routes.filter((route) => route.host?.value === host)
    const stray = routes.filter((route) => !wanted.some((one) => textOf(one.name) === route.host?.value))
    if (own.length === 0)
      yield { file: 'Caddyfile', what: `The name ${host} is not`, at: stray[0]?.host?.at ?? routes[0]?.at ?? node.at, from: name }
    else if (!own.some(({ upstream }) => upstream?.port === to && isLocal(upstream.host, node)))
      yield {
        file: 'Caddyfile',
        what: `The target of ${host} is not port ${to} of this host`,
        at: own[0]?.upstream?.at ?? own[0]?.at ?? node.at,
        from: port ?? name,
      }
  }
}

/** True for this machine, or the address that the page is bound to. */
function isLocal(upstream: string, node: ConfigNode): boolean {
  return isLoopback(upstream) || upstream === textOf(nodeAt(node, 'web', 'host'))
}

/** The services that voicectl counts on. */
function* serviceDrift(facts: Facts, { node, site }: StackFact): Generator<Drift> {
  const isOwn = (one: { site: Site }) => one.site.stack === site.stack && /(?:^|\/)compose\.yaml$/.test(one.site.project ?? '')
  const services = facts.all('service').filter(isOwn)
  const project = facts.all('project').find(isOwn)
  const [first] = services
  if (!project || !first) return
  const telephony = nodeAt(node, 'telephony', 'enabled')
  for (const name of ['livekit', 'caddy', ...(textOf(telephony) === 'true' ? ['redis'] : [])]) {
    const near = suggest(name, project.services)
    if (!project.services.includes(name))
      yield {
        file: 'compose.yaml',
        what: `No service ${name} is`,
        at: (services.find((one) => one.name === near) ?? first).at,
        from: undefined,
      }
  }
}

/** The project's name is part of the names of its volumes: with another one Redis and Caddy start with empty ones. */
function* nameDrift({ sources }: Folder, { node }: StackFact, path: string): Generator<Drift> {
  const name = nodeAt(node, 'name')
  const text = sources.find((source) => source.path === path)?.text
  const match = text === undefined ? null : /^name:[ \t]*["']?([^\s"'#]+)/m.exec(text)
  if (!name || text === undefined || match?.[1] === textOf(name)) return
  const line = match ? text.slice(0, match.index).split('\n').length : 1
  yield {
    file: 'compose.yaml',
    what: `The name is not ${textOf(name)}`,
    at: { file: path, line, column: match ? 7 : 1, length: match?.[1]?.length ?? 0 },
    from: name,
  }
}
