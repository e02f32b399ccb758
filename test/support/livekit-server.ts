import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cachedFile } from '../../src/runtime/native/livekit-server/source.ts'
import { freePort } from './free-port.ts'
import { waitFor } from './wait.ts'

const NOT_INSTALLED = 'livekit-server is not installed here (set VOICECTL_LIVEKIT_SERVER, or put it on PATH)'

export interface LiveKit {
  /** ws:// URL for clients and workers. */
  url: string
  httpUrl: string
  apiKey: string
  apiSecret: string
  port: number
  tcpPort: number
  udpPort: number
  logs(): string
  stop(): Promise<void>
}

/** Path of a real livekit-server: VOICECTL_LIVEKIT_SERVER, PATH, voicectl's cache; null where there is none. */
export function findLiveKitServer(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'livekit-server'))
  const candidates = [process.env['VOICECTL_LIVEKIT_SERVER'], ...onPath, cachedFile(process.env)]
  return candidates.find((file) => file && existsSync(file)) ?? null
}

/** True where there is no livekit-server, for `describe.skipIf(lacksLiveKit())`; with VOICECTL_TEST_REQUIRE_ALL=1 that is an error. */
export function lacksLiveKit(): boolean {
  if (findLiveKitServer() !== null) return false
  if (process.env['VOICECTL_TEST_REQUIRE_ALL'] === '1')
    throw new Error(`${NOT_INSTALLED}, and VOICECTL_TEST_REQUIRE_ALL=1 asks for every test`)
  process.stderr.write(`skipped: ${NOT_INSTALLED}\n`)
  return true
}

export interface LiveKitOptions {
  /** Put over the config of livekit.yaml, top level by top level; `rtc` is joined with what is there. */
  config?: { rtc?: Record<string, unknown> } & Record<string, unknown>
  /** The address it is bound to and names to callers; loopback unless given. */
  host?: string
  /** A command that runs it, such as `ip netns exec <name>`. */
  within?: string[]
  /** Signals on this port instead of a free one. */
  port?: number
  /** The key and secret it accepts instead of fresh ones. */
  pair?: { key: string; secret: string }
}

/** Starts a real livekit-server on free ports with a fresh key, and waits until it answers. */
export async function startLiveKit(options: LiveKitOptions = {}): Promise<LiveKit> {
  const binary = findLiveKitServer()
  if (binary === null) throw new Error(NOT_INSTALLED)
  const attempts = 3
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binary, options)
    } catch (error) {
      // Another process may have taken a port between our look and the server's bind.
      if (attempt === attempts) throw error
    }
  }
}

async function launch(binary: string, { config = {}, host = '127.0.0.1', within = [], pair, ...given }: LiveKitOptions): Promise<LiveKit> {
  const [port, tcpPort, udpPort] = [given.port ?? (await freePort()), await freePort(), await freePort()]
  const apiKey = pair?.key ?? `API${randomBytes(6).toString('hex')}`
  const apiSecret = pair?.secret ?? randomBytes(32).toString('base64url')
  const output: string[] = []
  const [command, args] = within[0] === undefined ? [binary, []] : [within[0], [...within.slice(1), binary]]
  const whole = { ...base({ port, tcpPort, udpPort, host }), ...config }
  const text = JSON.stringify({ ...whole, rtc: { ...base({ port, tcpPort, udpPort, host }).rtc, ...config.rtc } })
  // JSON is YAML too.
  const child = spawn(command, args, {
    env: { ...process.env, LIVEKIT_CONFIG: text, LIVEKIT_KEYS: `${apiKey}: ${apiSecret}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Buffer) => output.push(String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => output.push(String(chunk)))
  const stop = () => end(child)
  const logs = () => output.join('')
  const httpUrl = `http://${host}:${port}`
  try {
    await waitFor(() => ready(child, httpUrl, logs), { what: 'livekit-server to answer', context: logs })
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `ws://${host}:${port}`, httpUrl, apiKey, apiSecret, port, tcpPort, udpPort, logs, stop }
}

function base({ port, tcpPort, udpPort, host }: { port: number; tcpPort: number; udpPort: number; host: string }) {
  return {
    port,
    bind_addresses: [host],
    rtc: { tcp_port: tcpPort, udp_port: udpPort, node_ip: host, use_external_ip: false, enable_loopback_candidate: host === '127.0.0.1' },
    logging: { level: 'info', json: false },
  }
}

async function ready(child: ChildProcess, httpUrl: string, logs: () => string): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`livekit-server ended with ${child.exitCode}:\n${logs()}`)
  return fetch(httpUrl).then(
    (response) => response.ok,
    () => false,
  )
}

/** Killed outright: a clean stop takes the server three seconds, and it keeps nothing on disk. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
