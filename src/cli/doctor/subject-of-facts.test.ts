import path from 'node:path'
import { expect, test } from 'vitest'
import { readFacts } from '../../check/check.ts'
import type { Source } from '../../check/source.ts'
import { packageRoot } from '../../platform/package-root.ts'
import { readSubject } from '../read-subject.ts'
import { subjectOfFacts } from './subject-of-facts.ts'

function subjectOf(files: Record<string, string>) {
  const sources = Object.entries(files).map(([name, text]): Source => ({ path: name, text, mode: 0o600, git: 'none' }))
  return subjectOfFacts('/srv/stack', readFacts(sources).facts)
}

const COMPOSE = `services:
  livekit:
    image: livekit/livekit-server:v1.13.5
    ports: ['17880:7880', '7881:7881']
    environment:
      LIVEKIT_KEYS: 'APIabcdefgh: 0123456789abcdef0123456789abcdef'
    volumes: ['./livekit.yaml:/etc/livekit.yaml']
  redis:
    image: redis:7
    PORTS
  agent:
    build: .
    environment:
      LIVEKIT_URL: ws://livekit:7880
      LIVEKIT_API_KEY: APIabcdefgh
      LIVEKIT_API_SECRET: 0123456789abcdef0123456789abcdef
`
const SERVER = `port: 7880
rtc:
  udp_port: 7882
  tcp_port: 7881
  node_ip: 203.0.113.4
redis:
  address: redis:6379
`

test('addresses inside of containers are those that are published here', () => {
  const subject = subjectOf({ 'compose.yaml': COMPOSE.replace('PORTS', "ports: ['127.0.0.1:16379:6379']"), 'livekit.yaml': SERVER })
  expect(subject).toMatchObject({
    serverUrl: 'ws://127.0.0.1:17880',
    keys: [{ user: 'agent', key: 'APIabcdefgh' }],
    redis: [{ user: 'livekit', host: '127.0.0.1', port: 16_379 }],
    hidden: [],
    media: { udp: { from: 7882, to: 7882 }, tcpPort: 7881, nodeIp: '203.0.113.4' },
    turn: null,
    stack: null,
  })
  expect(subject.ports.map(({ service, port }) => `${service} ${port}`)).toEqual(
    expect.arrayContaining(['livekit 17880', 'livekit 7881', 'redis 16379']),
  )
  expect(subject.secrets).toContain('0123456789abcdef0123456789abcdef')
})

test('a Redis that is published nowhere is hidden, not absent', () => {
  expect(subjectOf({ 'compose.yaml': COMPOSE.replace('PORTS', ''), 'livekit.yaml': SERVER })).toMatchObject({
    redis: [],
    hidden: ['redis'],
  })
})

test('a server that no program is told of is found by its own file', () => {
  expect(subjectOf({ 'livekit.yaml': `${SERVER}keys:\n  APIabcdefgh: 0123456789abcdef0123456789abcdef\n` })).toMatchObject({
    serverUrl: 'ws://127.0.0.1:7880',
    keys: [{ user: 'livekit', key: 'APIabcdefgh' }],
  })
})

test('example files and placeholders are nobody to ask', () => {
  const example = 'LIVEKIT_URL=wss://demo.livekit.cloud\nLIVEKIT_API_KEY=APIexample\nLIVEKIT_API_SECRET=0123456789abcdef0123456789abcdef\n'
  expect(subjectOf({ '.env.example': example })).toMatchObject({ serverUrl: null, keys: [], target: null })
  const open = 'LIVEKIT_URL=wss://demo.livekit.cloud\nLIVEKIT_API_KEY=<your key>\nLIVEKIT_API_SECRET=changeme\nGROQ_API_KEY=your-api-key\n'
  expect(subjectOf({ '.env': open })).toMatchObject({ serverUrl: 'wss://demo.livekit.cloud', keys: [], target: 'cloud', providers: [] })
})

test("what looks like a placeholder is a key where the server's own file has it, and so is the pair of --dev", () => {
  const env = (secret: string) => `LIVEKIT_URL=ws://localhost:7880\nLIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=${secret}\n`
  expect(subjectOf({ '.env': env('secret') }).keys).toMatchObject([{ key: 'devkey', secret: 'secret' }])
  expect(subjectOf({ '.env': env('changeme') }).keys).toEqual([])
  const server = 'port: 7880\nrtc:\n  udp_port: 7882\nkeys:\n  devkey: password\n'
  expect(subjectOf({ '.env': env('password'), 'livekit.yaml': server }).keys).toHaveLength(1)
  expect(subjectOf({ '.env': env('secret2'), 'livekit.yaml': server }).keys).toMatchObject([{ key: 'devkey', secret: 'secret2' }])
})

test('the two stacks of the seeds are understood', async () => {
  const [first, second] = await Promise.all(
    ['seed-000', 'seed-004'].map((name) => readSubject(path.join(packageRoot, 'test/fixtures/stacks', name))),
  )
  expect(first).toMatchObject({
    target: 'self-hosted',
    serverUrl: 'ws://127.0.0.1:7880',
    browserUrl: 'wss://livekit.acme-voice.com',
    pageUrl: 'https://app.acme-voice.com',
    turn: { domain: 'turn.acme-voice.com', tlsPort: 5349, externalTls: true },
    sip: { host: '127.0.0.1', port: 5060 },
    agent: { names: ['support-desk'], wanted: ['support-desk'] },
  })
  expect(first?.keys).toHaveLength(1)
  expect(first?.redis.map(({ user, host, port }) => `${user} ${host}:${port}`).toSorted()).toEqual([
    'egress 127.0.0.1:6379',
    'livekit 127.0.0.1:6379',
    'sip 127.0.0.1:6379',
  ])
  expect(second).toMatchObject({ target: 'cloud', media: null, ports: [], redis: [], agent: { names: ['inbound-agent'] } })
  expect(second?.serverUrl).toMatch(/^wss:\/\/[\w-]+\.livekit\.cloud$/)
})

test('a folder without a stack says so', async () => {
  await expect(readSubject(path.join(packageRoot, 'docs/adr'))).rejects.toMatchObject({ code: 'NO_STACK_FOUND', exit: 2 })
})
