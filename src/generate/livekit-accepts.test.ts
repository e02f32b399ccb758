import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../test/support/free-port.ts'
import { findLiveKitServer, lacksLiveKit } from '../../test/support/livekit-server.ts'
import { waitFor } from '../../test/support/wait.ts'
import { stackSchema } from '../stack/schema.ts'
import { deriveFiles } from './derive.ts'
import { newApiKey, newApiSecret } from './init/env-plan.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-livekit-'))
})

afterAll(() => rm(dir, { recursive: true }))

interface Variant {
  target: 'local' | 'self-hosted'
  livekit?: object
  web?: object
  telephony?: object
  /** One free port for all media. */
  onePort?: boolean
}

async function writeConfig(name: string, { livekit, onePort = false, ...rest }: Variant) {
  const [port, tcpPort] = [await freePort(), await freePort()]
  const config = stackSchema.parse({
    version: 1,
    name: 'demo',
    ...rest,
    livekit: { ...livekit, ...(onePort ? { udpPort: await freePort() } : {}), port, tcpPort },
  })
  const content = (await deriveFiles(config)).find((file) => file.path === 'livekit.yaml')?.content ?? ''
  const file = path.join(dir, `${name}.yaml`)
  // The port of the embedded relay can't be set in voicectl.yaml; two test runs at a time must not share it.
  await writeFile(file, content.replace('udp_port: 3478', `udp_port: ${await freePort()}`))
  return { file, port }
}

function run(args: string[]) {
  const key = `${newApiKey()}: ${newApiSecret()}`
  const child = spawn(findLiveKitServer() ?? '', args, { env: { ...process.env, LIVEKIT_KEYS: key }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  return { child, output: () => output }
}

const domains = { domain: 'livekit.test.org' }
const page = { domain: 'talk.test.org' }
const variants: Array<[string, Variant]> = [
  ['local', { target: 'local', onePort: true }],
  ['local-network', { target: 'local', onePort: true, web: { host: '0.0.0.0' } }],
  ['local-node-ip', { target: 'local', onePort: true, livekit: { nodeIp: '127.0.0.1' } }],
  ['local-range', { target: 'local', livekit: { udpPortRange: '50000-50100' } }],
  ['self-hosted-node-ip', { target: 'self-hosted', livekit: { ...domains, nodeIp: '127.0.0.1' }, web: page }],
  ['self-hosted-private', { target: 'self-hosted', livekit: { ...domains, nodeIp: '10.1.2.3' }, web: page }],
  ['self-hosted-ipv6', { target: 'self-hosted', livekit: { ...domains, nodeIp: 'fd00::5' }, web: page }],
  ['self-hosted-one-port', { target: 'self-hosted', livekit: { ...domains, nodeIp: '127.0.0.1' }, web: page, onePort: true }],
]

test.skipIf(lacksLiveKit()).each(variants)('livekit-server starts with the config of %s and answers', async (name, variant) => {
  const { file, port } = await writeConfig(name, variant)
  const { child, output } = run(['--config', file])
  try {
    const answers = async () => {
      if (child.exitCode !== null) throw new Error(output())
      return fetch(`http://127.0.0.1:${port}/`).then(
        (response) => response.ok,
        () => false,
      )
    }
    await waitFor(answers, { what: 'livekit-server to answer', context: output, timeoutMs: 10_000 })
    expect(output()).not.toMatch(/could not parse|secret is too short/)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit').catch(() => {})
  }
})

// These need what a test has not: STUN servers on the internet, Redis. `ports` parses as strictly, and gets past the parser.
const parsedOnly: Array<[string, Variant]> = [
  ['self-hosted', { target: 'self-hosted', livekit: domains, web: page }],
  [
    'self-hosted-telephony',
    { target: 'self-hosted', livekit: { ...domains, nodeIp: '203.0.113.9' }, web: page, telephony: { enabled: true } },
  ],
  ['local-telephony', { target: 'local', telephony: { enabled: true } }],
]

test.skipIf(lacksLiveKit()).each(parsedOnly)('livekit-server reads the config of %s', async (name, variant) => {
  const { file } = await writeConfig(name, variant)
  const { child, output } = run(['ports', '--config', file])
  await once(child, 'close')
  expect(output()).not.toContain('could not parse config')
  expect(output()).toMatch(/could not resolve external IP|TCP Ports/i)
})

test.skipIf(lacksLiveKit())('the same look refuses an unknown key, so that it can fail', async () => {
  const { file } = await writeConfig('broken', { target: 'local' })
  await appendFile(file, 'unknown_key: 1\n')
  const { child, output } = run(['ports', '--config', file])
  await once(child, 'close')
  expect(output()).toContain('field unknown_key not found')
})
