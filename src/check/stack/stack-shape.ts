import { forms } from '../../stack/forms.ts'
import { llmProviders, sttProviders, ttsProviders } from '../../stack/providers.ts'
import { nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import { carrierFaults } from './carrier-shape.ts'
import { address, block, boolean, form, number, oneOf, text, type Block } from './shape.ts'
import { sipShape } from './sip-shape.ts'
import type { StackProblem } from './stack-problem.ts'

const port = number(1, 65_535)

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
    sip: sipShape,
  },
  ['version', 'name', 'target'],
  together,
)

/** What a value needs of the others. */
function* together(root: ConfigNode): Generator<StackProblem> {
  const target = textOf(nodeAt(root, 'target'))
  const [livekit, web, sip] = [nodeAt(root, 'livekit'), nodeAt(root, 'web'), nodeAt(root, 'sip')]
  const lacks = (node: ConfigNode | undefined, name: string) => nodeAt(node, name) === undefined
  const within = (node: ConfigNode | undefined) => node?.keyAt ?? root.at
  if (target === 'cloud' && lacks(livekit, 'url')) {
    yield { message: 'livekit.url: target cloud needs livekit.url, the project URL (wss://….livekit.cloud)', at: within(livekit) }
  }
  if (target === 'self-hosted' && lacks(livekit, 'domain'))
    yield { message: 'livekit.domain: target self-hosted needs livekit.domain', at: within(livekit) }
  if (target === 'self-hosted' && lacks(web, 'domain'))
    yield { message: 'web.domain: target self-hosted needs web.domain', at: within(web) }
  const page = nodeAt(web, 'domain')
  if (target === 'self-hosted' && page && textOf(page) === textOf(nodeAt(livekit, 'domain')))
    yield { message: 'web.domain: expected another name than livekit.domain: one name leads to one of the two', at: page.at }
  if (sip && target !== 'cloud' && textOf(nodeAt(root, 'telephony', 'enabled')) !== 'true')
    yield { message: 'sip: needs telephony.enabled: true, as the server keeps trunks and rules in Redis', at: sip.at }
  yield* rangeProblems(livekit)
  yield* carrierFaults(root)
}

function* rangeProblems(livekit: ConfigNode | undefined): Generator<StackProblem> {
  const range = nodeAt(livekit, 'udpPortRange')
  if (!range || !forms.portRange[0].test(textOf(range) ?? '')) return
  if (nodeAt(livekit, 'udpPort')) yield { message: 'livekit.udpPortRange: set either udpPort or udpPortRange, not both', at: range.at }
  const [start = 0, end = 0] = (textOf(range) ?? '').split('-').map(Number)
  if (start >= end || end > 65_535 || start < 1024)
    yield { message: 'livekit.udpPortRange: expected start < end, both between 1024 and 65535', at: range.at }
}
