import { expect, test } from 'vitest'
import { bareSubject } from '../../test/support/probing.ts'
import { compareVersions, trapsOf } from './version-traps.ts'

const sip = { host: '127.0.0.1', port: 5060, tlsPort: null, healthUrl: null }
const turn = { domain: null, udpPort: 3478, tlsPort: null, externalTls: false, relaysToPrivate: false }
const media = { udp: null, tcpPort: null, nodeIp: '10.0.0.4', findsOwnAddress: false }

test.each([
  ['1.9.11', '1.9.9', 1],
  ['1.9', '1.9.0', 0],
  ['v1.13.5', '1.13.5', 0],
  ['1.12.0-rc1', '1.13.0', -1],
  ['2.0.0', '1.99.99', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign)
})

test('the newest version has no trap for a plain stack, with telephony too', () => {
  expect(trapsOf('1.13.5', bareSubject())).toEqual([])
  expect(trapsOf('1.13.5', bareSubject({ sip, turn: { ...turn, relaysToPrivate: true }, media }))).toEqual([])
})

test('what is known of SIP concerns stacks with SIP only', () => {
  expect(trapsOf('1.9.10', bareSubject({ sip })).map(({ until }) => until)).toEqual(['1.9.11', '1.12.0'])
  expect(trapsOf('1.9.11', bareSubject({ sip })).map(({ until }) => until)).toEqual(['1.12.0'])
  expect(trapsOf('1.9.10', bareSubject()).map(({ until }) => until)).toEqual(['1.12.0'])
})

test('TURN to a private address: from 1.12.0 on, unless it is allowed', () => {
  const subject = bareSubject({ turn, media })
  expect(trapsOf('1.12.0', subject)).toMatchObject([{ from: '1.12.0' }])
  expect(trapsOf('1.12.0', bareSubject({ turn: { ...turn, relaysToPrivate: true }, media }))).toEqual([])
  expect(trapsOf('1.12.0', bareSubject({ turn, media: { ...media, nodeIp: '203.0.113.4' } }))).toEqual([])
})
