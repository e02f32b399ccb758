import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../platform/package-root.ts'
import { stackSchema } from '../stack/schema.ts'
import { livekitYaml, publicPorts } from './livekit-yaml.ts'

const selfHosted = { target: 'self-hosted', livekit: { domain: 'livekit.test.org' }, web: { domain: 'talk.test.org' } }

interface LiveKitConfig {
  rtc: Record<string, unknown>
  turn: Record<string, unknown>
  [key: string]: unknown
}

async function livekitOf(fields: object = {}): Promise<LiveKitConfig> {
  const config = stackSchema.parse({ version: 1, name: 'demo', target: 'local', ...fields })
  const template = await readFile(path.join(packageRoot, 'templates', config.target, 'livekit.yaml'), 'utf8')
  return parse(livekitYaml(template, config)) as LiveKitConfig
}

test('a page that other machines may open opens LiveKit too', async () => {
  expect(await livekitOf()).toHaveProperty('bind_addresses', ['127.0.0.1'])
  expect(await livekitOf({ web: { host: 'localhost' } })).toHaveProperty('bind_addresses')
  expect(await livekitOf({ web: { host: '0.0.0.0' } })).not.toHaveProperty('bind_addresses')
})

test('the media ports are one port or a range, never both', async () => {
  expect((await livekitOf()).rtc).toMatchObject({ udp_port: 7882 })
  const ranged = (await livekitOf({ livekit: { udpPortRange: '50000-50100' } })).rtc
  expect(ranged).toMatchObject({ port_range_start: 50_000, port_range_end: 50_100 })
  expect(ranged).not.toHaveProperty('udp_port')
  const single = (await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', udpPort: 7000 } })).rtc
  expect(single).toMatchObject({ udp_port: 7000 })
  expect(single).not.toHaveProperty('port_range_start')
})

test('the ports to open are those of the file, and the documentation names them', async () => {
  const portsOf = async (livekit: object) => {
    const fields = { ...selfHosted, livekit: { domain: 'l.test.org', ...livekit } }
    const { rtc, turn } = await livekitOf(fields)
    const { udp_port: one, port_range_start: start, port_range_end: end, tcp_port: tcp } = rtc
    const media = one ?? `${String(start)}-${String(end)}`
    const told = publicPorts(stackSchema.parse({ version: 1, name: 'demo', ...fields }))
    expect(told).toEqual([
      '80/tcp',
      '443/tcp',
      `${String(tcp)}/tcp`,
      `${String(media)}/udp`,
      `${String(turn['udp_port'])}/udp`,
      `${String(turn['relay_range_start'])}-${String(turn['relay_range_end'])}/udp`,
    ])
    return told
  }
  const page = await readFile(path.join(packageRoot, 'docs/self-hosting.md'), 'utf8')
  for (const port of (await portsOf({})).slice(2)) expect(page).toContain(port)
  const telephony = publicPorts(
    stackSchema.parse({ version: 1, name: 'demo', ...selfHosted, livekit: { domain: 'l.test.org' }, telephony: { enabled: true } }),
  )
  for (const port of telephony.slice(2)) expect(page).toContain(port)
  expect(telephony).toContain('5060/udp')
  expect(await portsOf({ udpPort: 7000, tcpPort: 7001 })).toContain('7000/udp')
  expect(await portsOf({ udpPortRange: '30000-30100' })).toContain('40001-49999/udp')
})

test('a known address replaces the question to STUN servers', async () => {
  const { rtc, turn } = await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', nodeIp: '203.0.113.9' } })
  expect(rtc).toMatchObject({ use_external_ip: false, node_ip: '203.0.113.9' })
  expect(turn).not.toHaveProperty('allow_restricted_peer_cidrs')
  expect((await livekitOf(selfHosted)).rtc).toMatchObject({ use_external_ip: true })
  expect((await livekitOf(selfHosted)).rtc).not.toHaveProperty('node_ip')
})

test('a private address is let through the relay, and IPv6 is listened on', async () => {
  const of = async (nodeIp: string) => (await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', nodeIp } })).turn
  expect(await of('10.1.2.3')).toMatchObject({ allow_restricted_peer_cidrs: ['10.1.2.3/32'] })
  expect(await of('fd00::5')).toMatchObject({ allow_restricted_peer_cidrs: ['fd00::5/128'], bind_addresses: ['::'] })
})

test.each([
  ['50000-60000', 30_000, 40_000],
  ['30000-35000', 40_001, 49_999],
  ['30000-50000', 20_001, 29_999],
])('the relay leaves the media ports %s alone', async (udpPortRange, start, end) => {
  const { turn } = await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', udpPortRange } })
  expect(turn).toMatchObject({ relay_range_start: start, relay_range_end: end })
})
