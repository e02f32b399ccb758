import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import type { z } from 'zod'
import type { stackSchema } from '../../src/stack/schema.ts'
import { freePort } from './free-port.ts'
import type { LiveKit } from './livekit-server.ts'

type StackInput = z.input<typeof stackSchema>

export interface StackOptions {
  livekit: Pick<LiveKit, 'port' | 'tcpPort' | 'udpPort' | 'apiKey' | 'apiSecret'>
  /** As in voicectl.yaml. */
  providers?: StackInput['providers']
  /** As in voicectl.yaml; name and health port are chosen here unless given. */
  agent?: StackInput['agent']
  /** As in voicectl.yaml; telephony is then enabled. */
  sip?: StackInput['sip']
  /** Further lines of .env: the providers' keys. */
  env?: Record<string, string>
}

export interface StackFolder {
  dir: string
  agentName: string
  healthPort: number
  webPort: number
  remove(): Promise<void>
}

/** Writes a stack folder in a temporary place, for a livekit-server that runs already and on free ports for the rest. */
export async function writeStack(options: StackOptions): Promise<StackFolder> {
  const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-stack-'))
  const { livekit } = options
  const [healthPort, webPort] = [options.agent?.healthPort ?? (await freePort()), await freePort()]
  const agentName = options.agent?.name ?? `agent-${healthPort}`
  const agent = { ...options.agent, name: agentName, healthPort }
  const config: StackInput = {
    version: 1,
    name: 'test-stack',
    target: 'local',
    livekit: { port: livekit.port, tcpPort: livekit.tcpPort, udpPort: livekit.udpPort, nodeIp: '127.0.0.1' },
    web: { port: webPort },
    agent,
    ...(options.providers ? { providers: options.providers } : {}),
    ...(options.sip ? { sip: options.sip, telephony: { enabled: true } } : {}),
  }
  const env = { LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret, ...options.env }
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(path.join(dir, 'voicectl.yaml'), stringify(config))
  await writeFile(path.join(dir, '.env'), lines.join(''), { mode: 0o600 })
  return { dir, agentName, healthPort, webPort, remove: () => rm(dir, { recursive: true, force: true }) }
}
