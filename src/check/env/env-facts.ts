import { entriesOf, textOf } from '../config-node.ts'
import type { AgentNameFact, ApiPairFact, EnvFact, Fact, LiveKitUrlFact, Stated, User } from '../facts.ts'
import { isBrowserName, isSecretForm, isSecretName, withoutBrowserPrefix } from './names.ts'
import { redisFacts } from './redis-facts.ts'
import type { Reads, Setting } from './setting.ts'

const URL_NAME = /^(?:LIVEKIT|LK)_(?:(?:SERVER|PUBLIC|CLIENT|EXTERNAL|INTERNAL|WS|WSS|HTTP|API)_)*(?:URL|HOST)$/
const AGENT_NAME = /^(?:LIVEKIT_)?AGENT_NAME$/
/** Programs that run as a worker; all others ask for one. */
const ASKS = new Set<User>(['page', 'dashboard', 'sip', 'livekit', 'proxy'])

/** What one variable says by itself. */
export function envFact(setting: Setting, reads: Reads, where: EnvFact['in']): EnvFact {
  const { name, value, at } = setting
  const secret = isSecretName(name) || (value !== null && isSecretForm(value.value))
  return { what: 'env', name, value, at, ...reads, secret, browser: isBrowserName(name), in: where }
}

/** What the variables of one program say together: its key and secret, where it finds the server and Redis, the agent's name. */
export function* settingFacts(settings: readonly Setting[], reads: Reads): Generator<Fact> {
  const named = new Map(settings.map((setting) => [setting.name, setting]))
  yield* clientPair(named, reads)
  for (const setting of named.values()) {
    const { name, value } = setting
    const bare = withoutBrowserPrefix(name)
    if (bare === 'LIVEKIT_KEYS') yield* serverPairs(setting, reads)
    else if (value && value.value !== '' && URL_NAME.test(bare)) yield urlFact(name, value, reads)
    else if (value && value.value !== '' && AGENT_NAME.test(bare)) yield agentName(value, reads)
  }
  yield* redisFacts(named, reads)
}

function* clientPair(named: ReadonlyMap<string, Setting>, reads: Reads): Generator<ApiPairFact> {
  const key = named.get('LIVEKIT_API_KEY')
  const secret = named.get('LIVEKIT_API_SECRET')
  const at = key?.at ?? secret?.at
  if (!at || !(key?.value?.value || secret?.value?.value)) return
  yield { what: 'api-pair', side: 'client', ...reads, key: key?.value ?? null, secret: secret?.value ?? null, at }
}

/** `LIVEKIT_KEYS="key: secret"`, or several as YAML or JSON. */
export function* serverPairs({ at, tree }: Pick<Setting, 'at' | 'tree'>, reads: Reads): Generator<ApiPairFact> {
  for (const [key, { keyAt, keyThrough, ...node }] of entriesOf(tree())) {
    const secret = textOf({ keyAt, ...node })
    yield {
      what: 'api-pair',
      side: 'server',
      ...reads,
      key: { value: key, at: keyAt ?? node.at, ...(keyThrough ? { through: keyThrough } : {}) },
      secret: secret === undefined ? null : { value: secret, at: node.at, ...(node.through ? { through: node.through } : {}) },
      at,
    }
  }
}

function urlFact(name: string, url: Stated, reads: Reads): LiveKitUrlFact {
  return { what: 'livekit-url', ...reads, url, browser: isBrowserName(name) || /_PUBLIC_|_CLIENT_|_EXTERNAL_/.test(name), name }
}

function agentName(name: Stated, reads: Reads): AgentNameFact {
  return { what: 'agent-name', side: ASKS.has(reads.user) ? 'wanted' : 'worker', ...reads, name }
}
