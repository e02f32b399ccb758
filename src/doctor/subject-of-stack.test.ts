import { expect, test } from 'vitest'
import { stackSchema, type StackConfig } from '../stack/schema.ts'
import { subjectOfStack } from './subject-of-stack.ts'

const PAIR: [string, string][] = [
  ['LIVEKIT_API_KEY', 'APIabcdefgh'],
  ['LIVEKIT_API_SECRET', '0123456789abcdef0123456789abcdef'],
]

function subjectOf(input: object, env: [string, string][] = []) {
  const config: StackConfig = stackSchema.parse({ version: 1, name: 'test', target: 'local', ...input })
  return subjectOfStack({ dir: '/srv/stack', config, env: new Map([...PAIR, ...env]) })
}

test('a local stack: all on this machine, no name, no Redis', () => {
  expect(subjectOf({ livekit: { port: 7900 } })).toMatchObject({
    serverUrl: 'ws://127.0.0.1:7900',
    browserUrl: 'ws://127.0.0.1:7900',
    pageUrl: 'http://localhost:3000',
    keys: [{ user: 'stack', key: 'APIabcdefgh' }],
    redis: [],
    turn: null,
    domains: [],
    sip: null,
    mode: 'demo',
    providers: [],
    media: { udp: { from: 7882, to: 7882 }, tcpPort: 7881, findsOwnAddress: false },
  })
})

test('a stack on a public host: names, TURN, a range of media ports that is not bound from the start', () => {
  const subject = subjectOf({
    target: 'self-hosted',
    livekit: { domain: 'livekit.example.com', udpPortRange: '50000-50100' },
    web: { domain: 'app.example.com', host: '0.0.0.0' },
    telephony: { enabled: true },
  })
  expect(subject).toMatchObject({
    serverUrl: 'ws://127.0.0.1:7880',
    browserUrl: 'wss://livekit.example.com',
    pageUrl: 'https://app.example.com',
    localPageUrl: 'http://127.0.0.1:3000',
    domains: [
      { name: 'livekit.example.com', of: 'livekit' },
      { name: 'app.example.com', of: 'page' },
    ],
    turn: { udpPort: 3478 },
    redis: [{ user: 'livekit', host: '127.0.0.1', port: 6379 }],
    media: { udp: { from: 50_000, to: 50_100 }, findsOwnAddress: true },
  })
  expect(subject.ports.map(({ service, protocol }) => `${service} ${protocol}`)).toEqual([
    'livekit tcp',
    'livekit tcp',
    'redis tcp',
    'web tcp',
    'agent tcp',
  ])
})

test('LiveKit Cloud: no server, port or Redis of our own', () => {
  const subject = subjectOf({ target: 'cloud', livekit: { url: 'wss://demo.livekit.cloud' }, telephony: { enabled: true } })
  expect(subject).toMatchObject({ serverUrl: 'wss://demo.livekit.cloud', media: null, turn: null, redis: [], sip: null })
  expect(subject.ports.map(({ service }) => service)).toEqual(['web', 'agent'])
})

test('a provider that is used twice is asked once, for all that it is used for', () => {
  const providers = {
    stt: { provider: 'openai' },
    llm: { provider: 'openai' },
    tts: { en: { provider: 'openai' }, hi: { provider: 'sarvam' } },
  }
  const subject = subjectOf({ providers }, [['OPENAI_API_KEY', 'sk-0123456789abcdef']])
  expect(subject).toMatchObject({
    mode: 'live',
    providers: [
      { id: 'openai', parts: ['stt', 'llm', 'tts'], baseUrl: null },
      { id: 'sarvam', parts: ['tts'], key: null },
    ],
  })
  expect(subject.secrets).toContain('sk-0123456789abcdef')
})
