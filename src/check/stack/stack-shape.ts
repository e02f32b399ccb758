import { forms } from '../../stack/forms.ts'
import { llmProviders, sttProviders, ttsProviders } from '../../stack/providers.ts'
import type { ConfigNode } from '../config-node.ts'
import { isIpv4, isIpv6 } from '../schemas/scalar-problem.ts'

type Scalar = Extract<ConfigNode['content'], { kind: 'scalar' }>['value']
/** What is wrong with a value, or null. */
export type Value = (value: Scalar) => string | null

/** What voicectl.yaml may hold: the schema in src/stack once more, without the library that takes long to load. A test holds both together. */
export interface Block {
  readonly fields: Readonly<Record<string, Block | Value>>
  readonly required: readonly string[]
}

const text: Value = (value) => {
  if (typeof value !== 'string') return 'expected string'
  return value === '' ? 'expected at least 1 character' : null
}
const form =
  ([pattern, expected]: readonly [RegExp, string]): Value =>
  (value) =>
    typeof value !== 'string' ? 'expected string' : pattern.test(value) ? null : expected
const oneOf =
  (choices: readonly (string | number)[]): Value =>
  (value) =>
    choices.includes(value as string) ? null : choices.length === 1 ? `expected ${choices[0]}` : `expected one of ${choices.join(', ')}`
const number =
  (least: number, most: number, whole = true): Value =>
  (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isSafeInteger(value)))
      return whole ? 'expected a whole number' : 'expected a number'
    return value < least ? `expected a number of at least ${least}` : value > most ? `expected a number of at most ${most}` : null
  }
const boolean: Value = (value) => (typeof value === 'boolean' ? null : 'expected true or false')
const address: Value = (value) =>
  typeof value === 'string' && (isIpv4(value) || (isIpv6(value) && !value.includes('.'))) ? null : 'expected an IPv4 or IPv6 address'

const port = number(1, 65_535)
const block = (fields: Block['fields'], required: readonly string[] = []): Block => ({ fields, required })

const endpoint = { model: text, baseUrl: form(forms.httpUrl) }
const llm = { provider: oneOf(llmProviders), ...endpoint, temperature: number(0, 2, false) }
const tts = { provider: oneOf(ttsProviders), ...endpoint, voice: text }
const withFallback = (fields: Block['fields']): Block => block({ ...fields, fallback: block(fields, ['provider']) }, ['provider'])

export const stackShape: Block = block(
  {
    version: oneOf([1]),
    name: form(forms.stackName),
    target: oneOf(['local', 'self-hosted', 'cloud']),
    livekit: block({
      url: form(forms.wsUrl),
      domain: form(forms.host),
      port,
      tcpPort: port,
      udpPort: port,
      udpPortRange: form(forms.portRange),
      nodeIp: address,
      logLevel: oneOf(['debug', 'info', 'warn', 'error']),
    }),
    web: block({ port, host: text, domain: form(forms.host) }),
    agent: block({
      name: form(forms.agentName),
      healthPort: port,
      maxCalls: number(1, 1000),
      drainSeconds: number(0, 3600),
      file: text,
      lowMemory: boolean,
    }),
    providers: block({
      stt: block({ provider: oneOf(sttProviders), ...endpoint }, ['provider']),
      llm: withFallback(llm),
      tts: block({ en: withFallback(tts), hi: withFallback(tts) }),
    }),
    telephony: block({ enabled: boolean, redisPort: port }),
  },
  ['version', 'name', 'target'],
)
