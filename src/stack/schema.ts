import { z } from 'zod'
import { ADDRESS_EXPECTED, forms } from './forms.ts'
import { llmProviders, sttProviders, ttsProviders } from './providers.ts'
import { sipSchema } from './sip/schema.ts'

const port = z.int().min(1).max(65_535)
const host = z.string().regex(...forms.host)
const httpUrl = z.string().regex(...forms.httpUrl)
const wsUrl = z.string().regex(...forms.wsUrl)
const portRange = z.string().regex(...forms.portRange)

/** `baseUrl` points the provider's client at a self-hosted or local server; the key is then optional. */
const endpoint = {
  model: z.string().min(1).optional().describe("The provider's name of the model, where voicectl's choice isn't yours."),
  baseUrl: httpUrl.optional().describe("The server to call instead of the provider's own; no key is needed then."),
}

const stt = z.strictObject({ provider: z.enum(sttProviders).describe('Whose service it is.'), ...endpoint })
const llmChoice = {
  provider: z.enum(llmProviders).describe('Whose service it is.'),
  ...endpoint,
  temperature: z.number().min(0).max(2).optional().describe('0 is the most predictable.'),
}
const llm = z.strictObject({
  ...llmChoice,
  fallback: z.strictObject(llmChoice).optional().describe('Takes over when the first one fails.'),
})
const ttsChoice = {
  provider: z.enum(ttsProviders).describe('Whose service it is.'),
  ...endpoint,
  voice: z.string().min(1).optional().describe("The provider's name or id of the voice."),
}
const tts = z.strictObject({
  ...ttsChoice,
  fallback: z.strictObject(ttsChoice).optional().describe('Takes over when the first one fails.'),
})

const livekit = z
  .strictObject({
    url: wsUrl.optional().describe('LiveKit Cloud: the project URL. Otherwise derived.'),
    domain: host.optional().describe('Self-hosted: the public host name of LiveKit, served with TLS.'),
    port: port.default(7880).describe('Signalling: HTTP and WebSocket.'),
    tcpPort: port.default(7881).describe('Media over TCP, where UDP is blocked.'),
    udpPort: port.optional().describe('One UDP port for all media.'),
    udpPortRange: portRange.optional().describe('A range of UDP ports for media, two a participant.'),
    nodeIp: z
      .union([z.ipv4(), z.ipv6()], { error: ADDRESS_EXPECTED })
      .optional()
      .describe('The address that media is sent to, where it can not be found by itself.'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('How much the server logs.'),
  })
  .prefault({})
  .describe('The LiveKit server: what callers and the agent connect to.')

const web = z
  .strictObject({
    port: port.default(3000).describe('The page and its token endpoint.'),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('The address the page is bound to; 0.0.0.0 makes it reachable from other machines.'),
    domain: host.optional().describe('Self-hosted: the public host name of the page.'),
  })
  .prefault({})
  .describe('The page to talk from.')

const agent = z
  .strictObject({
    name: z
      .string()
      .regex(...forms.agentName)
      .default('voice-agent')
      .describe('The name that rooms and dispatch rules ask for.'),
    healthPort: port.default(8081).describe('Where the worker says whether it is registered.'),
    maxCalls: z.int().min(1).max(1000).default(4).describe('Calls taken at one time; further ones are refused.'),
    drainSeconds: z.int().min(0).max(3600).default(30).describe('How long running calls may go on after a stop.'),
    file: z.string().min(1).optional().describe('Your own agent file instead of the bundled one; relative to this folder.'),
    lowMemory: z.boolean().default(false).describe('Leaves out the turn detector process (about 280 MB); turns then end by silence alone.'),
  })
  .prefault({})
  .describe('The worker that answers the calls.')

const providers = z
  .strictObject({
    stt: stt.prefault({ provider: 'deepgram' }).describe('Speech to text.'),
    llm: llm.prefault({ provider: 'groq' }).describe('The language model.'),
    tts: z
      .strictObject({
        en: tts.prefault({ provider: 'elevenlabs' }).describe('English.'),
        hi: tts.prefault({ provider: 'sarvam' }).describe('Hindi.'),
      })
      .prefault({})
      .describe('Speech by language. A caller whose voice is gemini gets Google speech instead.'),
  })
  .prefault({})
  .describe('Who hears, thinks and speaks. Each provider needs its key in .env.')

const telephony = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Phone calls over SIP; needs Redis.'),
    redisPort: port.default(6379).describe('Redis, on this machine only.'),
  })
  .prefault({})
  .describe('Phone calls.')

interface Joined {
  path: string[]
  message: string
}

function targetProblems({ target, livekit: server, web: page }: Pick<Blocks, 'target' | 'livekit' | 'web'>): Joined[] {
  const problems: Joined[] = []
  const add = (path: string[], message: string) => problems.push({ path, message })
  if (target === 'cloud' && !server.url) add(['livekit', 'url'], 'target cloud needs livekit.url, the project URL (wss://….livekit.cloud)')
  if (target === 'self-hosted' && !server.domain) add(['livekit', 'domain'], 'target self-hosted needs livekit.domain')
  if (target === 'self-hosted' && !page.domain) add(['web', 'domain'], 'target self-hosted needs web.domain')
  if (target === 'self-hosted' && page.domain && page.domain === server.domain)
    add(['web', 'domain'], 'expected another name than livekit.domain: one name leads to one of the two')
  return problems
}

function portProblems({ livekit: { udpPort, udpPortRange } }: Pick<Blocks, 'livekit'>): Joined[] {
  if (!udpPortRange || !forms.portRange[0].test(udpPortRange)) return []
  const path = ['livekit', 'udpPortRange']
  const [start = 0, end = 0] = udpPortRange.split('-').map(Number)
  const isRange = start < end && end <= 65_535 && start >= 1024
  return [
    ...(udpPort ? [{ path, message: 'set either udpPort or udpPortRange, not both' }] : []),
    ...(isRange ? [] : [{ path, message: 'expected start < end, both between 1024 and 65535' }]),
  ]
}

function phoneProblems({ target, sip, telephony: phone }: Pick<Blocks, 'target' | 'sip' | 'telephony'>): Joined[] {
  if (!sip || target === 'cloud' || phone.enabled) return []
  return [{ path: ['sip'], message: 'needs telephony.enabled: true, as the server keeps trunks and rules in Redis' }]
}

const blocks = z.strictObject({
  version: z.literal(1).describe('Version of this file format.'),
  name: z
    .string()
    .regex(...forms.stackName)
    .describe('What the stack is called.'),
  target: z
    .enum(['local', 'self-hosted', 'cloud'])
    .describe('Where LiveKit runs: on this machine, on a public host of yours, or on LiveKit Cloud.'),
  livekit,
  web,
  agent,
  providers,
  telephony,
  sip: sipSchema.optional(),
})
type Blocks = z.output<typeof blocks>

/** voicectl.yaml. Holds no secret; keys and secrets are in .env beside it. */
export const stackSchema = blocks.check((ctx) => {
  for (const { path, message } of [...targetProblems(ctx.value), ...portProblems(ctx.value), ...phoneProblems(ctx.value)])
    ctx.issues.push({ code: 'custom', path, message, input: ctx.value })
})

export type StackConfig = z.output<typeof stackSchema>
export type Target = StackConfig['target']
export type LlmSelection = Omit<StackConfig['providers']['llm'], 'fallback'>
export type TtsSelection = Omit<StackConfig['providers']['tts']['en'], 'fallback'>
