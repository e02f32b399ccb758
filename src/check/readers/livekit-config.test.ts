import { describe, expect, test } from 'vitest'
import type { Fact, ListenFact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import type { Source } from '../source.ts'
import { imageVersion } from './config-facts/read-config.ts'
import { reader as egress } from './egress-config.ts'
import { reader as ingress } from './ingress-config.ts'
import { reader as livekit } from './livekit-config.ts'
import { reader as sip } from './sip-config.ts'

const readers = [livekit, sip, egress, ingress]

function file(path: string, text: string): Source {
  return { path, text, mode: 0o644, git: 'none' }
}

function kindOf(path: string, text: string): string | null {
  return readers.find((reader) => reader.recognises(file(path, text)))?.name ?? null
}

function read(path: string, text: string, others: Source[] = []): Fact[] {
  const source = file(path, text)
  const view = folderView([source, ...others], [])
  return readers.filter((reader) => reader.recognises(source)).flatMap((reader) => [...reader.read(source, view)])
}

function ports(facts: Fact[]): string[] {
  return facts
    .filter((fact): fact is ListenFact => fact.what === 'listen')
    .map(
      ({ purpose, protocol, from, to, host, byDefault }) =>
        `${purpose}/${protocol} ${host ?? '*'}:${from}${to === from ? '' : `-${to}`}${byDefault ? ' default' : ''}`,
    )
}

describe('what a file is', () => {
  test.each([
    ['livekit.yaml', 'port: 7880\n', 'livekit.yaml'],
    ['livekit.yaml', '', 'livekit.yaml'],
    ['deploy/livekit-prod.yml', 'rtc:\n  tcp_port: 7881\n', 'livekit.yaml'],
    ['config.yaml', 'port: 7880\nrtc:\n  udp_port: 7882\nkeys:\n  a: b\n', 'livekit.yaml'],
    ['server.yaml', '{"port": 7880, "rtc": {}, "keys": {"a": "b"}}', 'livekit.yaml'],
    ['sip.yaml', 'api_key: a\napi_secret: b\nws_url: ws://x\n', 'sip.yaml'],
    ['sip.yaml', 'sip:\n  listen_port: 5060\n', 'sip.yaml'],
    ['sip/config.yaml', 'redis:\n  address: r:6379\napi_key: a\n', 'sip.yaml'],
    ['phone.yaml', 'api_key: a\napi_secret: b\nrtp_port: 10000-20000\n', 'sip.yaml'],
    ['egress-config.yaml', 'log_level: debug\n', 'egress.yaml'],
    ['recorder.yaml', 'api_key: a\nws_url: ws://x\ninsecure: true\ncpu_cost: {}\n', 'egress.yaml'],
    ['ingress.yaml', 'api_key: a\nws_url: ws://x\n', 'ingress.yaml'],
    ['livekit.yaml', 'services:\n  livekit:\n    image: x\n', null],
    ['livekit.yaml', 'apiVersion: v1\nkind: ConfigMap\n', null],
    ['livekit-values.yaml', 'replicaCount: 1\nlivekit:\n  rtc: {}\n', null],
    ['sip.yaml', 'trunks:\n  - name: x\n', null],
    ['gossip.yaml', 'redis: x\n', null],
    ['voicectl.yaml', 'version: 1\nlivekit:\n  domain: x\nweb:\n  port: 3000\n', null],
    ['app.yaml', 'port: 80\nredis:\n  address: x\nlogging:\n  level: info\n', null],
    ['livekit.md', 'port: 7880\nrtc:\n', null],
  ])('%s %j is %s', (path, text, kind) => expect(kindOf(path, text)).toBe(kind))
})

describe('livekit.yaml', () => {
  test('an empty one has the defaults of the server', () => {
    expect(ports(read('livekit.yaml', ''))).toEqual([
      'signal/tcp *:7880 default',
      'rtc-tcp/tcp *:7881 default',
      'rtc-udp/udp *:50000-60000 default',
    ])
  })

  test('keys, Redis and ports, each with its place', () => {
    const facts = read(
      'livekit.yaml',
      'port: 7900\nbind_addresses: [127.0.0.1, "::1"]\nrtc:\n  udp_port: 7882-7892\nredis:\n  address: r:6379\n  db: 2\nkeys:\n  APIa: s\n  APIb: t\n',
    )
    expect(ports(facts)).toEqual([
      'signal/tcp 127.0.0.1:7900',
      'signal/tcp ::1:7900',
      'rtc-tcp/tcp *:7881 default',
      'rtc-udp/udp *:7882-7892',
    ])
    expect(facts.filter(({ what }) => what === 'api-pair')).toMatchObject([
      { side: 'server', key: { value: 'APIa', at: { line: 9, column: 3 } }, secret: { value: 's', at: { line: 9, column: 9 } } },
      { side: 'server', key: { value: 'APIb' }, secret: { value: 't' } },
    ])
    expect(facts.find(({ what }) => what === 'redis')).toMatchObject({ address: { value: 'r:6379' }, db: { value: 2 }, tls: false })
  })

  test('a range beside udp_port is what the server uses', () => {
    const facts = read('livekit.yaml', 'rtc:\n  port_range_start: 50000\n  port_range_end: 50010\n  udp_port: 7882\n')
    expect(ports(facts)).toContain('rtc-udp/udp *:50000-50010')
    expect(ports(facts)).not.toContain('rtc-udp/udp *:7882')
  })

  test('TURN brings its relay range', () => {
    expect(ports(read('livekit.yaml', 'turn:\n  enabled: true\n  udp_port: 3478\n  tls_port: 5349\n')).slice(3)).toEqual([
      'turn-udp/udp *:3478',
      'turn-tls/tcp *:5349',
      'turn-relay/udp *:30000-40000 default',
    ])
    expect(ports(read('livekit.yaml', 'turn:\n  enabled: false\n  udp_port: 3478\n'))).toHaveLength(3)
  })

  test('Redis behind sentinels is one address, in one order', () => {
    const facts = read('livekit.yaml', 'redis:\n  sentinel_addresses: [b:1, a:1]\n')
    expect(facts.find(({ what }) => what === 'redis')).toMatchObject({ address: { value: 'a:1,b:1' } })
    expect(read('livekit.yaml', 'redis: {}\n').some(({ what }) => what === 'redis')).toBe(false)
  })

  test('keys of a key file', () => {
    const facts = read('lk/livekit.yaml', 'key_file: keys.yaml\n', [file('lk/keys.yaml', 'APIa: s\n')])
    expect(facts.filter(({ what }) => what === 'api-pair')).toMatchObject([{ key: { value: 'APIa', at: { file: 'lk/keys.yaml' } } }])
  })

  test.each([
    '- a\n',
    'keys: x\nrtc: 5\n',
    'rtc: [1\nport: {',
    'port: 99999999\nrtc: {port_range_start: 9, port_range_end: 3}\n',
    '\t: \n',
    'redis: &a [*a]\n',
  ])('takes %j as it is', (text) => expect(() => read('livekit.yaml', text)).not.toThrow())

  test('a fault of the text is a fact', () => {
    expect(read('livekit.yaml', 'port: 1\nport: 2\n').some(({ what }) => what === 'fault')).toBe(true)
  })
})

test('sip.yaml: pair, URL and ports', () => {
  const facts = read('sip.yaml', 'api_key: a\napi_secret: b\nws_url: ws://livekit:7880\ntls: {}\nhealth_port: 8081\n')
  expect(ports(facts)).toEqual([
    'sip/udp *:5060 default',
    'sip/tcp *:5060 default',
    'sip-tls/tcp *:5061 default',
    'rtp/udp *:10000-20000 default',
    'health/tcp *:8081',
  ])
  expect(facts.find(({ what }) => what === 'api-pair')).toMatchObject({
    side: 'client',
    user: 'sip',
    key: { value: 'a' },
    secret: { value: 'b' },
  })
  expect(facts.find(({ what }) => what === 'livekit-url')).toMatchObject({
    name: 'ws_url',
    url: { value: 'ws://livekit:7880', at: { line: 3 } },
  })
})

test('sip.yaml: it listens where sip_port_listen says; one RTP port is the first of the range', () => {
  const facts = read('sip.yaml', 'api_key: a\nsip_port: 5070\nsip_port_listen: 5080\nrtp_port: 12000\nlisten_ip: 10.0.0.1\n')
  expect(ports(facts)).toEqual(['sip/udp 10.0.0.1:5080', 'sip/tcp 10.0.0.1:5080', 'rtp/udp *:12000-20000'])
})

test('egress.yaml and ingress.yaml: ports', () => {
  expect(ports(read('egress.yaml', 'api_key: a\nprometheus_port: 9000\n'))).toEqual([
    'template/tcp 127.0.0.1:7980 default',
    'metrics/tcp *:9000',
  ])
  expect(ports(read('ingress.yaml', 'api_key: a\nwhip_port: 8081\n'))).toContain('other/tcp *:8081')
})

test('versions of images', () => {
  expect(imageVersion('livekit/livekit-server:v1.13.5')).toBe('1.13.5')
  expect(imageVersion('registry.example.com:5000/livekit/sip:1.9')).toBe('1.9')
  expect(imageVersion('livekit/egress:v1.8.4-rc1@sha256:abc')).toBe('1.8.4')
  expect(imageVersion('livekit/egress:latest')).toBeNull()
  expect(imageVersion('registry.example.com:5000/livekit/egress')).toBeNull()
})
