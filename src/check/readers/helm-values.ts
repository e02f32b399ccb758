import { booleanOf, type ConfigNode, entriesOf, nodeAt, textOf } from '../config-node.ts'
import type { Fact, ServiceFact, Site } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'
import { egressFacts } from './config-facts/egress-facts.ts'
import { ingressFacts } from './config-facts/ingress-facts.ts'
import { livekitFacts } from './config-facts/livekit-facts.ts'
import { imageVersion } from './config-facts/read-config.ts'

/** Settings of the chart that stand among those of the server's `turn`. */
const OF_THE_CHART = new Set(['secretName', 'serviceType', 'loadBalancerAnnotations'])
/** The same among those of ingress. */
const OF_THE_INGRESS_CHART = new Set(['serviceType'])
const PROGRAMS = { livekit: livekitFacts, egress: egressFacts, ingress: ingressFacts }
/** Keys that tell a program's config from what other charts call by the same name. */
const TELLING = {
  livekit: ['rtc', 'redis', 'keys', 'turn', 'port', 'key_file', 'webhook', 'room'],
  egress: ['api_key', 'api_secret', 'ws_url', 'redis', 'template_base'],
  ingress: ['api_key', 'api_secret', 'ws_url', 'rtmp_port', 'rtc_config'],
}

/** Values of LiveKit's own Helm charts, also where another chart takes them in under `livekit-server:` or `egress:`. */
export const reader: Reader = {
  name: 'Helm values',
  recognises: ({ path, text }) =>
    /\.ya?ml$/.test(path) &&
    !path.endsWith('voicectl.yaml') &&
    /^\s{0,2}(?:livekit|egress|ingress):/m.test(text) &&
    !/^(?:services|apiVersion|kind)\s*:/m.test(text),
  read: (source, folder) => valuesFacts(source, folder),
}

function* valuesFacts(source: Source, folder: FolderView): Generator<Fact> {
  // The defaults of LiveKit's own chart, which whoever installs it fills in.
  const chart = folder.source(`${folderOf(source.path)}/Chart.yaml`)
  if (chart && /^name:[ \t]*["']?(?:livekit-server|livekit|egress|ingress)["']?[ \t]*$/m.test(chart.text)) return
  const root = folder.parse(source).documents[0]
  const charts = [root, ...['livekit-server', 'egress', 'ingress'].map((name) => nodeAt(root, name))]
  for (const values of charts) {
    for (const program of ['livekit', 'egress', 'ingress'] as const) {
      const config = nodeAt(values, program)
      if (!values || !config || !isConfigOf(program, config)) continue
      yield* chartFacts(program, { values, config, source })
    }
  }
}

function isConfigOf(program: keyof typeof TELLING, config: ConfigNode): boolean {
  const found = TELLING[program].filter((key) => nodeAt(config, key))
  return found.length >= (program === 'ingress' ? 2 : 1)
}

function* chartFacts(
  program: keyof typeof PROGRAMS,
  { values, config, source }: { values: ConfigNode; config: ConfigNode; source: Source },
): Generator<Fact> {
  // The server's pods are on the network of their node, and find Services by name all the same.
  const site: Site = { service: `${program} chart`, network: 'kubernetes', stack: folderOf(source.path) }
  const tag = nodeAt(values, 'image', 'tag')
  const service = serviceOf(program, { values, site, at: config.keyAt ?? config.at })
  yield service
  const node = program === 'livekit' ? serverConfig(values, config) : program === 'ingress' ? ingressConfig(config) : config
  yield* PROGRAMS[program](node, site, textOf(tag) === undefined ? null : imageVersion(`:${textOf(tag)}`))
}

function serviceOf(
  program: 'livekit' | 'egress' | 'ingress',
  { values, site, at }: { values: ConfigNode; site: Site; at: ServiceFact['at'] },
): ServiceFact {
  const tag = nodeAt(values, 'image', 'tag')
  const repository = textOf(nodeAt(values, 'image', 'repository')) ?? `livekit/${program === 'livekit' ? 'livekit-server' : program}`
  const grace = nodeAt(values, 'terminationGracePeriodSeconds')
  return {
    what: 'service',
    name: site.service ?? program,
    user: program,
    site,
    // Without a tag the chart takes the version that it was made for.
    image: tag && textOf(tag) ? { value: `${repository}:${textOf(tag)}`, at: tag.at } : null,
    built: false,
    published: [],
    mounts: [],
    envFiles: [],
    command: null,
    restart: null,
    stopGracePeriod: grace && textOf(grace) !== undefined ? { value: `${textOf(grace)}s`, at: grace.at } : null,
    capabilities: [],
    // Values are no settings of compose, as which rules would read them.
    node: { at, keyAt: null, content: { kind: 'map', entries: new Map() } },
    at,
  }
}

function ingressConfig(config: ConfigNode): ConfigNode {
  const entries = entriesOf(config).filter(([name]) => !OF_THE_INGRESS_CHART.has(name))
  return { ...config, content: { kind: 'map', entries: new Map(entries) } }
}

/** The config that the chart gives to the server: with the keys of the secret, and the certificate that it mounts. */
function serverConfig(values: ConfigNode, config: ConfigNode): ConfigNode {
  const entries = new Map(entriesOf(config))
  const stored = nodeAt(values, 'storeKeysInSecret', 'keys')
  if (booleanOf(nodeAt(values, 'storeKeysInSecret', 'enabled')) === true && stored && entriesOf(stored).length > 0)
    entries.set('keys', stored)
  const turn = entries.get('turn')
  if (turn) entries.set('turn', turnConfig(turn))
  return { ...config, content: { kind: 'map', entries } }
}

function turnConfig(turn: ConfigNode): ConfigNode {
  const entries = new Map(entriesOf(turn).filter(([name]) => !OF_THE_CHART.has(name)))
  const secret = nodeAt(turn, 'secretName')
  if (secret && nodeAt(turn, 'tls_port')) {
    const mounted = (file: string): ConfigNode => ({ ...secret, content: { kind: 'scalar', value: `/etc/lkcert/${file}`, raw: '' } })
    entries.set('cert_file', mounted('tls.crt')).set('key_file', mounted('tls.key'))
  }
  return { ...turn, content: { kind: 'map', entries } }
}
