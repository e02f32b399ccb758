import type { ConfigFact } from '../../facts.ts'
import type { Source } from '../../source.ts'

export type ConfigKind = ConfigFact['of']

/** Keys that only one of the programs has, or that people write only into its config. */
const TELLING: Record<Exclude<ConfigKind, 'livekit'>, RegExp> = {
  sip: /^(sip|sip_(port|hostname|trunk_ids)|sip_port_listen|rtp_port(_\w+)?|nat_1_to_1_ip|media_nat_1_to_1_ip|media_use_external_ip|hide_inbound_port|local_net|symmetric_rtp|media_timeout)$/,
  egress:
    /^(template_base|template_port|cpu_cost|session_limits|storage|backup|backup_storage|s3|azure|gcp|alioss|enable_chrome_sandbox|chrome_flags|disallow_local_storage|max_upload_queue|file_outputs?)$/,
  ingress: /^(rtmp_port|whip_port|http_relay_port|rtc_config|whip_proxy_enabled)$/,
}
const CLIENT = [
  'api_key',
  'api_secret',
  'ws_url',
  'redis',
  'log_level',
  'logging',
  'health_port',
  'prometheus_port',
  'use_external_ip',
  'insecure',
]
const SERVER = [
  'port',
  'bind_addresses',
  'rtc',
  'redis',
  'turn',
  'keys',
  'key_file',
  'room',
  'webhook',
  'logging',
  'log_level',
  'region',
  'node_selector',
]
/** Files of other programs that may be called `livekit.yaml` or `sip.yaml` all the same. */
const FOREIGN = [
  'apiVersion',
  'services',
  'replicaCount',
  'storeKeysInSecret',
  'trunk',
  'trunks',
  'dispatch_rule',
  'dispatch_rules',
  // Requests to the API: trunks, dispatch rules, recordings.
  'dispatchRule',
  'trunk_ids',
  'trunkIds',
  'numbers',
  'allowed_addresses',
  'allowedAddresses',
  'room_name',
  'roomName',
  'jobs',
  'openapi',
  'tasks',
]

const known = new WeakMap<Source, { kind: ConfigKind | null }>()

/** Which program's config a file is, by its keys and its name; null for anything else. */
export function kindOfConfig(source: Source): ConfigKind | null {
  const before = known.get(source)
  if (before) return before.kind
  const kind = /\.(ya?ml|json)$/i.test(source.path) ? judge(source) : null
  known.set(source, { kind })
  return kind
}

function judge({ path, text }: Source): ConfigKind | null {
  const keys = topKeys(text)
  if (FOREIGN.some((key) => keys.has(key))) return null
  const words = wordsOf(path)
  for (const kind of ['sip', 'egress', 'ingress'] as const) {
    const telling = [...keys].some((key) => TELLING[kind].test(key))
    if (words.includes(kind) && (telling || isClientOf(kind, keys))) return kind
  }
  if (isServer(keys, words)) return 'livekit'
  const isClient = ['api_key', 'api_secret', 'ws_url', 'redis'].filter((key) => keys.has(key)).length >= 2
  if (!isClient) return null
  return (['sip', 'ingress', 'egress'] as const).find((kind) => [...keys].some((key) => TELLING[kind].test(key))) ?? null
}

/** `ingress` is a word of Kubernetes and of every proxy too: there one setting that anybody may have says nothing. */
function isClientOf(kind: Exclude<ConfigKind, 'livekit'>, keys: ReadonlySet<string>): boolean {
  const count = CLIENT.filter((key) => keys.has(key)).length
  return kind === 'ingress' ? count >= 2 : count > 0
}

function isServer(keys: ReadonlySet<string>, words: readonly string[]): boolean {
  if (keys.has('livekit') || keys.has('api_secret')) return false
  const count = SERVER.filter((key) => keys.has(key)).length
  if (words.includes('livekit') && !words.includes('values')) return count > 0 || keys.size === 0
  return (keys.has('rtc') && count >= 2) || (keys.has('keys') && keys.has('port') && count >= 3)
}

/** The keys that start a line, also of a JSON object that starts the text. */
function topKeys(text: string): Set<string> {
  const json = /^\s*\{/.test(text)
  const pattern = json ? /["']([A-Za-z_][\w-]*)["']\s*:/g : /^["']?([A-Za-z_][\w-]*)["']?[ \t]*:/gm
  const keys = new Set<string>()
  for (const match of text.matchAll(pattern)) {
    keys.add(match[1] ?? '')
    if (keys.size > 200) break
  }
  return keys
}

/** The words of a file's name; of its folder's too where the name is one that any program has. */
function wordsOf(path: string): string[] {
  const parts = path.toLowerCase().split('/')
  const name = (parts.at(-1) ?? '').replace(/\.\w+$/, '')
  const words = name.split(/[^a-z\d]+/)
  return /^(config|conf|settings|server|service)\b/.test(name) ? [...words, ...(parts.at(-2) ?? '').split(/[^a-z\d]+/)] : words
}
