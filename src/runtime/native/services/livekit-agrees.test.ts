import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stackSchema } from '../../../stack/schema.ts'
import { assertAgrees } from './livekit-agrees.ts'

const local = { version: 1, name: 'a', target: 'local' }
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-agrees-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function judge(text: string, stack: object = {}): Promise<void> {
  const file = path.join(dir, 'livekit.yaml')
  await writeFile(file, text)
  await assertAgrees(file, stackSchema.parse({ ...local, ...stack }))
}

test('an edited port is told with both values, its place and what mends it', async () => {
  await expect(judge('# mine\nport: 7999\n', { livekit: { port: 7990 } })).rejects.toMatchObject({
    code: 'LIVEKIT_CONFIG_DIFFERS',
    exit: 2,
    message: "livekit.yaml:2 has port 7999, voicectl.yaml's livekit.port is 7990",
    problems: [{ file: 'livekit.yaml', line: 2, column: 7, source: 'port: 7999' }],
    fix: [{ text: 'Set livekit.port in voicectl.yaml to 7999' }, { command: 'voicectl generate --force' }],
  })
})

test.each([
  ['port: 7880\nrtc: { tcp_port: 7000 }\n', {}, "livekit.yaml:2 has rtc.tcp_port 7000, voicectl.yaml's livekit.tcpPort is 7881"],
  ['rtc: { udp_port: 7000 }\n', {}, "livekit.yaml:1 has rtc.udp_port 7000, voicectl.yaml's livekit.udpPort is 7882"],
  ['rtc: {}\n', { livekit: { port: 7990 } }, "livekit.yaml:1 has port 7880, voicectl.yaml's livekit.port is 7990"],
  ['bind_addresses:\n  - 192.0.2.1\n', {}, 'livekit.yaml:2 has bind_addresses 192.0.2.1, and the agent connects to 127.0.0.1'],
  [
    'redis: { address: "localhost:6380" }\n',
    { telephony: { enabled: true } },
    "livekit.yaml:1 has redis.address on port 6380, voicectl.yaml's telephony.redisPort is 6379",
  ],
])('%j', async (text, stack, message) => {
  await expect(judge(text, stack)).rejects.toMatchObject({ message })
})

test('all of them at once', async () => {
  await expect(judge('port: 1\nrtc: { tcp_port: 2 }\n')).rejects.toMatchObject({
    message: 'livekit.yaml and voicectl.yaml differ in 2 values',
    problems: [{ line: 1 }, { line: 2 }],
  })
})

test.each([
  ['port: 7880\nbind_addresses: []\n', {}],
  ['bind_addresses: ["::"]\n', {}],
  ['bind_addresses: [192.0.2.1, 127.0.0.1]\n', {}],
  ['bind_addresses: [my-host]\n', {}],
  ['rtc: { udp_port: 7000 }\n', { livekit: { udpPortRange: '50000-50100' } }],
  ['redis: { address: "redis.internal:6380" }\n', { telephony: { enabled: true } }],
  ['redis: { address: "127.0.0.1:6380" }\n', {}],
  ['port: [\n', {}],
  ['', {}],
])('%j is not for us to refuse', async (text, stack) => {
  await expect(judge(text, stack)).resolves.toBeUndefined()
})
