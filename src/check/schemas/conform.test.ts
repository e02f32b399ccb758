import { describe, expect, test } from 'vitest'
import { parseTree } from '../yaml-tree.ts'
import { conform, meant } from './conform.ts'
import { livekitSchema } from './livekit-schema.ts'
import { isCidr, isIpv6 } from './scalar-problem.ts'
import type { Fields } from './shape.ts'
import { compareVersions, isKnownTo, isStillKnown } from './versions.ts'

const SCHEMA: Fields = {
  port: 'uint16',
  db: 'int',
  on: 'bool',
  wait: 'duration',
  ratio: 'float',
  name: 'string',
  udp: 'port-range',
  ip: 'node-ip',
  list: ['string'],
  block: { inner: 'int', outer: 'int' },
  keys: { '*': 'string' },
  layers: { '#': 'int' },
}

function judge(text: string): string[] {
  const [node] = parseTree('x.yaml', text).documents
  const { unknown, wrong } = node ? conform(node, SCHEMA) : { unknown: [], wrong: [] }
  return [
    ...unknown.map((key) => `${key.path}?${meant(key) ?? ''}`),
    ...wrong.map(({ path, node: { at } }) => `${path}@${at.line}:${at.column}`),
  ]
}

describe('values as Go decodes them', () => {
  test.each([
    'port: 65535',
    'port: 7.9',
    'port: 0x1F',
    'port: 0o17',
    'port: 070',
    'port: 08',
    'port: 1_000',
    'port: 1e3',
    'port:',
    'port: ~',
    'db: -1',
    'on: yes',
    'on: "off"',
    'on: True',
    'wait: 1h30m',
    'wait: "0"',
    'ratio: 1',
    'ratio: .5',
    'name: 12',
    'name: true',
    'name: 2001-01-01',
    'udp: 7882',
    'udp: "7882 - 7892"',
    'udp: {start: 1}',
    'ip: "10.0.0.1, ::1"',
    'list: []',
    'list: [1, true, null]',
    'list:',
    'block: {}',
    'keys: {a: 1, b: }',
    'layers: {0: 1}',
  ])('takes %s', (text) => expect(judge(text)).toEqual([]))

  test.each([
    ['port: "7880"', 'port@1:7'],
    ['port: 65536', 'port@1:7'],
    ['port: -1', 'port@1:7'],
    ['port: [1]', 'port@1:7'],
    ['db: abc', 'db@1:5'],
    ['on: "true"', 'on@1:5'],
    ['on: 1', 'on@1:5'],
    ['wait: 5', 'wait@1:7'],
    ['wait: 5 s', 'wait@1:7'],
    ['ratio: "1"', 'ratio@1:8'],
    ['name: {a: b}', 'name@1:7'],
    ['udp: 7892-7882', 'udp@1:6'],
    ['udp: 1-2-3', 'udp@1:6'],
    ['ip: 10.0.0.256', 'ip@1:5'],
    ['ip: 1.2.3.4,5.6.7.8', 'ip@1:5'],
    ['list: one', 'list@1:7'],
    ['list: [[a]]', 'list[]@1:8'],
    ['block: 5', 'block@1:8'],
    ['block: [inner]', 'block@1:8'],
    ['keys: [a]', 'keys@1:7'],
    ['layers: {low: 1}', 'layers.low@1:15'],
  ])('does not take %s', (text, problem) => expect(judge(text)).toEqual([problem]))
})

test('unknown names, with the one that is meant where that is certain', () => {
  expect(judge('prot: 1\nblock: {iner: 1}\nPort: 2\nzzzzzz: 1\n')).toEqual(['prot?port', 'block.iner?inner', 'Port?port', 'zzzzzz?'])
  expect(judge('port: 1\nprot: 2\n')).toEqual(['prot?'])
})

test('a gate keeps names back', () => {
  const [node] = parseTree('x.yaml', 'port: 1\nblock: {inner: 1}\n').documents
  const found = node ? conform(node, SCHEMA, (path) => path !== 'block.inner') : { unknown: [] }
  expect(found.unknown.map(({ path }) => path)).toEqual(['block.inner'])
})

test('every setting that has a release is in the schema', () => {
  const [node] = parseTree('x.yaml', 'turn: {ttl_seconds: 5}\nrtc: {turn_servers: [{secret: x}]}\n').documents
  const paths: string[] = []
  if (node) conform(node, livekitSchema, (path) => paths.push(path) > 0)
  expect(paths).toEqual(['turn', 'turn.ttl_seconds', 'rtc', 'rtc.turn_servers', 'rtc.turn_servers[].secret'])
})

test('releases', () => {
  expect(compareVersions('1.9.12', '1.10.0')).toBeLessThan(0)
  expect(compareVersions('1.12', '1.12.3')).toBeGreaterThan(0)
  expect(compareVersions('1.12.0', '1.12.0')).toBe(0)
  expect(isKnownTo('livekit', '1.11.0', 'turn.ttl_seconds')).toBe(false)
  expect(isKnownTo('livekit', '1.12', 'turn.ttl_seconds')).toBe(true)
  expect(isKnownTo('livekit', null, 'turn.ttl_seconds')).toBe(true)
  expect(isStillKnown('egress', '1.8.4', 's3')).toBe(true)
  expect(isStillKnown('egress', '1.9.0', 's3')).toBe(false)
  expect(isStillKnown('egress', null, 's3')).toBe(false)
})

test('addresses', () => {
  for (const text of ['::1', '::', 'fe80::1', '2001:db8::', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1'])
    expect([text, isIpv6(text)]).toEqual([text, true])
  for (const text of ['1::2::3', ':1', '1:2:3', '12345::', '::1%eth0', 'a.b', '1:2:3:4:5:6:7:8:9', ':::'])
    expect([text, isIpv6(text)]).toEqual([text, false])
  for (const text of ['10.0.0.0/8', '::/0', 'fd00::/8']) expect([text, isCidr(text)]).toEqual([text, true])
  for (const text of ['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/08', '::/129', ''])
    expect([text, isCidr(text)]).toEqual([text, false])
})
