import { browserUrl, chosenProviders, pageUrl, providerKey, serverUrl, stackMode } from '../stack/derive.ts'
import { secretsOf, type Stack } from '../stack/load.ts'
import type { StackConfig } from '../stack/schema.ts'
import type { ChosenProvider, Media, NeededPort, Subject } from './subject.ts'

const LOOPBACK = '127.0.0.1'
const ALL_ADDRESSES = '0.0.0.0'
/** What livekit.yaml says where voicectl.yaml doesn't. */
const LOCAL_UDP_PORT = 7882
const MEDIA_RANGE = { from: 50_000, to: 60_000 }
const TURN_UDP_PORT = 3478
const SIP_PORT = 5060

/** What voicectl.yaml and .env say is to be probed. Files that were edited by hand may say more: `withFacts`. */
export function subjectOfStack(stack: Stack): Subject {
  const { config, env, dir } = stack
  const { name, target, agent, telephony } = config
  const [key, secret] = [env.get('LIVEKIT_API_KEY'), env.get('LIVEKIT_API_SECRET')]
  return {
    dir,
    name,
    stack,
    target,
    mode: stackMode(stack),
    serverUrl: serverUrl(config),
    browserUrl: browserUrl(config),
    pageUrl: pageUrl(config),
    localPageUrl: localPage(config),
    keys: key && secret ? [{ user: 'stack', key, secret }] : [],
    redis:
      telephony.enabled && target !== 'cloud'
        ? [{ user: 'livekit', host: LOOPBACK, port: telephony.redisPort, db: 0, username: null, password: null, tls: false }]
        : [],
    hidden: [],
    ports: neededPorts(config),
    media: target === 'cloud' ? null : media(config),
    turn:
      target === 'self-hosted' ? { domain: null, udpPort: TURN_UDP_PORT, tlsPort: null, externalTls: false, relaysToPrivate: true } : null,
    domains: domains(config),
    sip: telephony.enabled && target !== 'cloud' ? { host: LOOPBACK, port: SIP_PORT, tlsPort: null, healthUrl: null } : null,
    egress: null,
    agent: { names: [agent.name], wanted: [agent.name], healthUrl: `http://${LOOPBACK}:${agent.healthPort}` },
    providers: stackMode(stack) === 'demo' ? [] : providersOf(stack),
    env,
    secrets: secretsOf(stack),
  }
}

function localPage({ web }: StackConfig): string {
  const reached = [ALL_ADDRESSES, '::'].includes(web.host) ? LOOPBACK : web.host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${web.port}`
}

function media({ target, livekit }: StackConfig): Media {
  const [from = 0, to = 0] = (livekit.udpPortRange ?? '').split('-').map(Number)
  const single = livekit.udpPort ?? (target === 'local' ? LOCAL_UDP_PORT : null)
  const range = single === null ? MEDIA_RANGE : { from: single, to: single }
  return {
    udp: livekit.udpPortRange ? { from, to } : range,
    tcpPort: livekit.tcpPort,
    nodeIp: livekit.nodeIp ?? null,
    findsOwnAddress: target === 'self-hosted' && livekit.nodeIp === undefined,
  }
}

function neededPorts(config: StackConfig): NeededPort[] {
  const { target, livekit, web, agent, telephony } = config
  const own: NeededPort[] = [
    { service: 'web', port: web.port, protocol: 'tcp', host: web.host, setting: 'web.port in voicectl.yaml' },
    { service: 'agent', port: agent.healthPort, protocol: 'tcp', host: LOOPBACK, setting: 'agent.healthPort in voicectl.yaml' },
  ]
  if (target === 'cloud') return own
  const { udp } = media(config)
  const server: NeededPort[] = [
    { service: 'livekit', port: livekit.port, protocol: 'tcp', host: ALL_ADDRESSES, setting: 'livekit.port in voicectl.yaml' },
    { service: 'livekit', port: livekit.tcpPort, protocol: 'tcp', host: ALL_ADDRESSES, setting: 'livekit.tcpPort in voicectl.yaml' },
  ]
  // A range is bound port by port as calls come.
  if (udp && udp.from === udp.to)
    server.push({ service: 'livekit', port: udp.from, protocol: 'udp', host: ALL_ADDRESSES, setting: 'livekit.udpPort in voicectl.yaml' })
  if (telephony.enabled)
    server.push({
      service: 'redis',
      port: telephony.redisPort,
      protocol: 'tcp',
      host: LOOPBACK,
      setting: 'telephony.redisPort in voicectl.yaml',
    })
  return [...server, ...own]
}

function domains({ target, livekit, web }: StackConfig): Subject['domains'] {
  if (target !== 'self-hosted') return []
  return [
    ...(livekit.domain ? [{ name: livekit.domain, of: 'livekit' as const }] : []),
    ...(web.domain ? [{ name: web.domain, of: 'page' as const }] : []),
  ]
}

/** Each provider once, with all that it is used for. */
function providersOf({ config, env }: Stack): ChosenProvider[] {
  const { stt, llm } = config.providers
  const parts = new Map<string, ChosenProvider['parts'][number]>()
  for (const choice of chosenProviders(config)) {
    const part = choice === stt ? 'stt' : choice === llm || choice === llm.fallback ? 'llm' : 'tts'
    parts.set(`${part} ${choice.provider} ${choice.baseUrl ?? ''}`, part)
  }
  const found = new Map<string, ChosenProvider>()
  for (const choice of chosenProviders(config)) {
    const id = `${choice.provider} ${choice.baseUrl ?? ''}`
    const used = (['stt', 'llm', 'tts'] as const).filter((part) => parts.has(`${part} ${id}`))
    found.set(id, { id: choice.provider, parts: used, key: providerKey(env, choice.provider), baseUrl: choice.baseUrl ?? null })
  }
  return [...found.values()]
}
