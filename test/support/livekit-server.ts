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

/** Starts a real livekit-server on free loopback ports with a fresh key, and waits until it answers. */
export async function startLiveKit(): Promise<LiveKit> {
  const binary = findLiveKitServer()
  if (binary === null) throw new Error(NOT_INSTALLED)
  const attempts = 3
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binary)
    } catch (error) {
      // Another process may have taken a port between our look and the server's bind.
      if (attempt === attempts) throw error
    }
  }
}

async function launch(binary: string): Promise<LiveKit> {
  const [port, tcpPort, udpPort] = [await freePort(), await freePort(), await freePort()]
  const apiKey = `API${randomBytes(6).toString('hex')}`
  const apiSecret = randomBytes(32).toString('base64url')
  const output: string[] = []
  const child = spawn(binary, [], {
    env: { ...process.env, LIVEKIT_CONFIG: config(port, tcpPort, udpPort), LIVEKIT_KEYS: `${apiKey}: ${apiSecret}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Buffer) => output.push(String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => output.push(String(chunk)))
  const stop = () => end(child)
  const logs = () => output.join('')
  const httpUrl = `http://127.0.0.1:${port}`
  try {
    await waitFor(() => ready(child, httpUrl, logs), { what: 'livekit-server to answer', context: logs })
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `ws://127.0.0.1:${port}`, httpUrl, apiKey, apiSecret, port, tcpPort, udpPort, logs, stop }
}

/** JSON is YAML too. */
function config(port: number, tcpPort: number, udpPort: number): string {
  return JSON.stringify({
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: { tcp_port: tcpPort, udp_port: udpPort, node_ip: '127.0.0.1', use_external_ip: false, enable_loopback_candidate: true },
    logging: { level: 'info', json: false },
  })
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
