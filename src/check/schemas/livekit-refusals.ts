import { entriesOf, nodeAt } from '../config-node.ts'
import { crashRefusals, mediaRefusals, portRefusals, redisRefusals } from './media-refusals.ts'
import { envOf, hasFlag, isOwn, isSettled, serviceOf } from './provided.ts'
import { filledItems, isOn, stringOf, type Boot, type Refusal } from './refusal.ts'
import { turnRefusals } from './turn-refusals.ts'

const SELECTORS = ['', 'any', 'cpuload', 'sysload', 'regionaware', 'random']

/** Why livekit-server would not start with a config that it can decode. */
export function livekitRefusals(boot: Boot): Refusal[] {
  return [
    ...keyRefusals(boot),
    ...webhookRefusals(boot),
    ...selectorRefusals(boot),
    ...mediaRefusals(boot),
    ...turnRefusals(boot),
    ...portRefusals(boot),
    ...redisRefusals(boot),
    ...crashRefusals(boot),
  ]
}

/** True where keys come from the environment, the command line, or a file of their own. */
function hasOtherKeys({ facts, config }: Boot): boolean {
  if (stringOf(nodeAt(config.node, 'key_file')) !== '' || isOwn(facts, config)) return true
  if (hasFlag(facts, config, 'keys', 'key-file')) return true
  return envOf(facts, config, 'LIVEKIT_KEYS') !== undefined || envOf(facts, config, 'LIVEKIT_KEY_FILE') !== undefined
}

function keyRefusals(boot: Boot): Refusal[] {
  const { facts, config } = boot
  const keys = nodeAt(config.node, 'keys')
  const isDev =
    isOn(nodeAt(config.node, 'development')) || hasFlag(facts, config, 'dev') || envOf(facts, config, 'LIVEKIT_DEVELOPMENT') !== undefined
  if (entriesOf(keys).length > 0 || isDev || hasOtherKeys(boot)) return []
  // A service of a compose file that gets no keys at all is the concern of keys.none.
  const service = serviceOf(facts, config)
  if (service && service.site.network !== 'kubernetes') return []
  return [
    {
      message: 'The server has no API keys',
      says: 'one of key-file or keys must be provided',
      fix: 'Give the server a key and its secret below `keys:`, or in LIVEKIT_KEYS',
      node: keys ?? config.node,
      ...(isSettled(facts, config) ? {} : { severity: 'info' as const }),
    },
  ]
}

function webhookRefusals(boot: Boot): Refusal[] {
  const { node } = boot.config
  const urls = nodeAt(node, 'webhook', 'urls')
  const keyNode = nodeAt(node, 'webhook', 'api_key')
  const key = stringOf(keyNode)
  if (urls === undefined || filledItems(urls).length === 0) return []
  const keys = nodeAt(node, 'keys')
  const known = stringOf(nodeAt(keys, key)) !== ''
  if (known || (hasOtherKeys(boot) && key !== '')) return []
  const says = 'api_key is required to use webhooks'
  if (key === '')
    return [
      {
        message: '`webhook.urls` is set and `webhook.api_key` is not',
        says,
        fix: 'Name one of the server’s API keys as `webhook.api_key`',
        node: keyNode ?? urls,
      },
    ]
  const isDev = isOn(nodeAt(node, 'development')) && entriesOf(keys).length === 0
  if (isDev && key === 'devkey') return []
  return [
    {
      message: '`webhook.api_key` names a key that the server does not have',
      says,
      fix: 'Name one of the keys below `keys:`',
      node: keyNode ?? urls,
      against: keys?.keyAt ? keys : undefined,
    },
  ]
}

function selectorRefusals({ facts, config }: Boot): Refusal[] {
  const selector = nodeAt(config.node, 'node_selector')
  const kindNode = nodeAt(selector, 'kind')
  const kind = stringOf(kindNode)
  if (kindNode === undefined) return []
  if (!SELECTORS.includes(kind))
    return [
      {
        message: '`node_selector.kind` is none that the server knows',
        says: 'unsupported node selector',
        fix: 'Write any, cpuload, sysload or regionaware',
        node: kindNode,
      },
    ]
  if (kind !== 'regionaware') return []
  const region = nodeAt(config.node, 'region')
  if (stringOf(region) === '') {
    if (envOf(facts, config, 'LIVEKIT_REGION') || hasFlag(facts, config, 'region')) return []
    return [
      {
        message: 'The region-aware node selector has no region',
        says: 'current region cannot be blank',
        fix: 'Set `region:` to this node’s region',
        node: kindNode,
      },
    ]
  }
  const regions = nodeAt(selector, 'regions')
  const names = filledItems(regions).map((item) => stringOf(nodeAt(item, 'name')))
  if (names.length === 0 || names.includes(stringOf(region))) return []
  return [
    {
      message: 'The node’s region is not among those of the node selector',
      says: 'unknown region',
      fix: 'Add the region with its coordinates to `node_selector.regions`',
      node: region ?? kindNode,
      against: regions,
    },
  ]
}
