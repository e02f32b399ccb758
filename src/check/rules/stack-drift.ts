import type { Place } from '../../core/place.ts'
import { entriesOf, nodeAt, numberOf, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, StackFact } from '../facts.ts'
import { uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

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
  *find(facts) {
    for (const stack of facts.all('stack')) {
      if (stack.target !== 'cloud') for (const drift of drifts(facts, stack)) yield hit(drift, stack)
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
  const nodeIp = own('nodeIp')
  const there = nodeAt(rtc, 'node_ip')
  if (nodeIp && textOf(there) !== textOf(nodeIp))
    yield { file, what: `rtc.node_ip is not ${textOf(nodeIp) ?? ''}`, at: (there ?? rtc ?? server).at, from: nodeIp }
  yield* redisDrifts(node, server, file)
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
  if (textOf(enabled) !== 'true' || entriesOf(nodeAt(server, 'redis')).length === 0) return
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
    else if (!own.some(({ upstream }) => upstream?.port === to))
      yield {
        file: 'Caddyfile',
        what: `The target of ${host} is not port ${to}`,
        at: own[0]?.upstream?.at ?? own[0]?.at ?? node.at,
        from: port ?? name,
      }
  }
}
