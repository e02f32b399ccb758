import { type ConfigNode, nodeAt } from '../config-node.ts'
import { parseEmbedded } from '../embedded.ts'
import { serverPairs } from '../env/env-facts.ts'
import type { Setting } from '../env/setting.ts'
import type { Fact, ServiceFact, Stated } from '../facts.ts'
import type { FolderView } from '../reader.ts'
import { commandWords, flagsIn } from './command.ts'
import { livekitFacts } from '../readers/config-facts/livekit-facts.ts'
import { versionOf } from '../readers/config-facts/read-config.ts'

interface Given {
  flags: ReadonlyMap<string, Stated>
  settings: readonly Setting[]
  /** Its configs that lie in the compose file. */
  trees: readonly ConfigNode[]
  folder: FolderView
}

/** Flags of livekit-server, and variables of the same meaning, by the path of the config key that they set. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  port: ['port'],
  bind: ['bind_addresses'],
  'node-ip': ['rtc', 'node_ip'],
  'udp-port': ['rtc', 'udp_port'],
  'rtc.udp_port': ['rtc', 'udp_port'],
  'rtc.tcp_port': ['rtc', 'tcp_port'],
  'rtc.port_range_start': ['rtc', 'port_range_start'],
  'rtc.port_range_end': ['rtc', 'port_range_end'],
  'rtc.use_external_ip': ['rtc', 'use_external_ip'],
  'rtc.node_ip': ['rtc', 'node_ip'],
  'redis-host': ['redis', 'address'],
  'redis-password': ['redis', 'password'],
  'redis.address': ['redis', 'address'],
  'redis.db': ['redis', 'db'],
}
const VARIABLES: Readonly<Record<string, string>> = {
  NODE_IP: 'node-ip',
  UDP_PORT: 'udp-port',
  LIVEKIT_PORT: 'port',
  LIVEKIT_RTC_UDP_PORT: 'rtc.udp_port',
  LIVEKIT_RTC_TCP_PORT: 'rtc.tcp_port',
  LIVEKIT_RTC_PORT_RANGE_START: 'rtc.port_range_start',
  LIVEKIT_RTC_PORT_RANGE_END: 'rtc.port_range_end',
  LIVEKIT_RTC_USE_EXTERNAL_IP: 'rtc.use_external_ip',
  LIVEKIT_RTC_NODE_IP: 'rtc.node_ip',
}

/** What the command line of livekit-server says: `--keys`, `--config-body`, `--dev`, and a config's values where there is no config. */
export function* livekitFlagFacts(service: ServiceFact, { flags, settings, trees, folder }: Given): Generator<Fact> {
  const { site } = service
  const keys = flags.get('keys')
  const reads = { user: 'livekit', site } as const
  if (keys) yield* serverPairs({ at: keys.at, tree: () => treeOf(keys) }, reads)
  const body = flags.get('config-body')
  const bodyTree = body && treeOf(body)
  if (bodyTree) yield* livekitFacts(bodyTree, site, versionOf(service))
  const configs = [...trees, ...(bodyTree ? [bodyTree] : []), ...mountedConfigs(service, folder)]
  const dev = flags.get('dev')
  const hasKeys =
    keys ||
    settings.some(({ name }) => name === 'LIVEKIT_KEYS') ||
    configs.some((config) => nodeAt(config, 'keys') ?? nodeAt(config, 'key_file'))
  if (dev && !hasKeys && (!flags.has('config') || configs.length > 0)) yield* developmentPair(flags, reads)
  if (configs.length === 0 && !flags.has('config') && service.image && !service.built)
    yield* livekitFacts(treeOfFlags(service, flags, settings), site, versionOf(service))
}

/** Without keys of its own a development server takes those that everybody knows. */
function* developmentPair(flags: ReadonlyMap<string, Stated>, reads: { user: 'livekit'; site: ServiceFact['site'] }): Generator<Fact> {
  const dev = flags.get('dev')
  if (!dev) return
  const { at } = dev
  yield { what: 'api-pair', side: 'server', ...reads, key: { value: 'devkey', at }, secret: { value: 'secret', at }, at }
}

/** A flag's value as YAML; all of it at the place of the flag's value. */
export function treeOf({ value, at }: Stated): ConfigNode | undefined {
  return parseEmbedded({ text: value, at, locate: () => ({ line: at.line, column: at.column, exact: false }) }).documents[0]
}

function mountedConfigs({ mounts }: ServiceFact, folder: FolderView): ConfigNode[] {
  return mounts.flatMap(({ kind, source }) => {
    const file = kind === 'bind' && source !== null && /\.(?:ya?ml|json)$/.test(source) ? folder.source(source) : undefined
    return file ? folder.parse(file).documents.slice(0, 1) : []
  })
}

/** A config as the command line and the environment spell it. */
function treeOfFlags({ at, command }: ServiceFact, flags: ReadonlyMap<string, Stated>, settings: readonly Setting[]): ConfigNode {
  const root = mapAt(command?.at ?? at)
  const isDev = flags.has('dev')
  if (isDev) put(root, ['development'], { value: 'true', at: root.at })
  for (const { name, value } of settings) {
    const path = PATHS[VARIABLES[name] ?? '']
    if (path && value) put(root, path, value)
  }
  for (const [name, value] of flags) {
    const path = PATHS[name]
    if (path && value.value !== '') put(root, path, value)
  }
  return root
}

function put(root: ConfigNode, path: readonly string[], { value, at, through }: Stated): void {
  let node = root
  for (const name of path.slice(0, -1)) {
    const child = nodeAt(node, name) ?? mapAt(at)
    if (node.content.kind === 'map') (node.content.entries as Map<string, ConfigNode>).set(name, child)
    node = child
  }
  const scalar: ConfigNode = { at, keyAt: at, content: { kind: 'scalar', value, raw: value }, ...(through ? { through } : {}) }
  const last = path.at(-1) ?? ''
  const leaf: ConfigNode = last === 'bind_addresses' ? { at, keyAt: at, content: { kind: 'list', items: [scalar] } } : scalar
  if (node.content.kind === 'map') (node.content.entries as Map<string, ConfigNode>).set(last, leaf)
}

/** A config with what the command line sets over it: flags win over the file. The tree itself is left as it is. */
export function withFlags(root: ConfigNode, service: ServiceFact | undefined): ConfigNode {
  if (service?.user !== 'livekit') return root
  const flags = flagsIn(commandWords(service.node))
  const dev = flags.get('dev')
  const set = [...flags].flatMap(([name, value]) => (PATHS[name] && value.value !== '' ? [{ path: PATHS[name], value }] : []))
  if (dev) set.unshift({ path: ['development'], value: { ...dev, value: 'true' } })
  if (set.length === 0 || root.content.kind !== 'map') return root
  const entries = new Map(root.content.entries)
  const copy: ConfigNode = { ...root, content: { kind: 'map', entries } }
  for (const { path, value } of set) {
    const [part = ''] = path
    const child = entries.get(part)
    // What lies below the top is copied before it is written to; no flag here goes deeper.
    if (path.length > 1 && child?.content.kind === 'map')
      entries.set(part, { ...child, content: { kind: 'map', entries: new Map(child.content.entries) } })
    put(copy, path, value)
  }
  return copy
}

function mapAt(at: ConfigNode['at']): ConfigNode {
  return { at, keyAt: null, content: { kind: 'map', entries: new Map<string, ConfigNode>() } }
}
