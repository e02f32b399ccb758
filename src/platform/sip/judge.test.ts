import { expect, test } from 'vitest'
import { judgeSip } from './judge.ts'
import type { SipAnswer, SipPing } from './ping.ts'
import type { SipPlace, SipSeen } from './verdict.ts'

const place: SipPlace = { host: 'sip.example.com', port: 5060, isNear: false, start: null }
const own: SipPlace = { ...place, start: { text: 'Start livekit-sip' } }
const said: SipAnswer = { status: 200, reason: 'OK', program: null, contactHost: null, seenAs: null }

function answered(answer: Partial<SipAnswer> = {}, certificate: string | null = null): SipPing {
  return { outcome: 'answered', answer: { ...said, ...answer }, certificate, local: { address: '192.0.2.1', port: 4000 }, ms: 20 }
}

const udp = (ping: SipPing, more: Partial<SipSeen> = {}): SipSeen => ({ transport: 'udp', port: 5060, ping, ...more })
const tcp = (ping: SipPing, more: Partial<SipSeen> = {}): SipSeen => ({ transport: 'tcp', port: 5060, ping, ...more })
const tls = (ping: SipPing, more: Partial<SipSeen> = {}): SipSeen => ({ transport: 'tls', port: 5061, ping, ...more })
const silent: SipPing = { outcome: 'silent', isConnected: false }
const refused: SipPing = { outcome: 'refused' }
const failed = (detail: string): SipPing => ({ outcome: 'failed', detail })

test.each([
  [
    'all answer',
    [udp(answered()), tcp(answered())],
    place,
    'pass answers: sip.example.com:5060 answers OPTIONS over UDP, TCP within 20 ms',
  ],
  ['silence', [udp(silent), tcp(silent)], place, 'fail silent: sip.example.com:5060 does not answer OPTIONS over UDP nor TCP (silence)'],
  ['refused', [udp(silent), tcp(refused)], place, 'fail refused: Nobody listens for SIP at sip.example.com:5060 (refused)'],
  [
    'HTTP',
    [tcp({ outcome: 'garbled', detail: 'HTTP/1.1 400', speaks: 'HTTP' })],
    place,
    'fail not-sip: sip.example.com:5060 over TCP does not speak SIP but HTTP',
  ],
  [
    'a name that is not there',
    [udp(failed('ENOTFOUND'))],
    place,
    "fail unknown-name: sip.example.com:5060 can't be reached: its name does not exist",
  ],
  ['no route', [udp(failed('ENETUNREACH'))], place, "fail unreachable: sip.example.com:5060 can't be reached: there is no route to it"],
  [
    'another transport',
    [udp(silent, { instead: 'tcp' })],
    place,
    'fail wrong-transport: sip.example.com:5060 speaks SIP over TCP, not over UDP',
  ],
  ['one of two', [udp(silent), tcp(answered())], place, 'warn partly: SIP answers over TCP, but sip.example.com:5060 over UDP is silent'],
  [
    'TLS on a plain port',
    [udp(answered()), tls(failed('EPROTO'), { instead: 'tcp' })],
    place,
    'warn partly: SIP answers over UDP, but sip.example.com:5061 over TLS speaks TCP there',
  ],
  [
    '404 of somebody',
    [udp(answered({ status: 404, reason: 'Not Found' }))],
    place,
    'pass answers: sip.example.com:5060 answers OPTIONS over UDP with 404 Not Found within 20 ms',
  ],
  [
    '404 of our own',
    [udp(answered({ status: 404, reason: 'Not Found', program: 'PBX' }))],
    own,
    'warn odd-status: sip.example.com:5060 over UDP answers OPTIONS with 404 Not Found (PBX)',
  ],
  ['503', [udp(answered({ status: 503, reason: '' }))], place, 'warn odd-status: sip.example.com:5060 over UDP answers OPTIONS with 503'],
  [
    '403',
    [udp(answered({ status: 403, reason: 'No' }))],
    place,
    'warn odd-status: sip.example.com:5060 over UDP answers OPTIONS with 403 No',
  ],
  [
    'a private Contact',
    [udp(answered({ contactHost: '172.17.0.2' }))],
    place,
    'warn private-contact: The SIP service at sip.example.com calls itself 172.17.0.2, which only its own network can reach',
  ],
  [
    'a hidden source',
    [udp(answered({ seenAs: { address: '172.17.0.1', port: 1 } }))],
    place,
    'warn rewritten-source: The SIP service at sip.example.com sees requests come from 172.17.0.1, an address of its own network',
  ],
  [
    'a certificate',
    [tls(answered({}, 'CERT_HAS_EXPIRED'))],
    place,
    'warn certificate: SIP over TLS is not to be trusted: its certificate has expired',
  ],
] satisfies [string, SipSeen[], SipPlace, string][])('%s', (_what, seen, at, expected) => {
  const { level, code, text, why, fix } = judgeSip(seen, at)
  expect(`${level} ${code}: ${text}`).toBe(expected)
  // Whatever is not well says why and what to do.
  expect([why === '', fix.length === 0]).toEqual([level === 'pass', level === 'pass'])
})

test('what is right among neighbours, or for ourselves, is nothing to blame', () => {
  const near = { ...own, isNear: true }
  const addresses = { contactHost: '10.0.0.2', seenAs: { address: '10.0.0.1', port: 1 } }
  expect(judgeSip([tls(answered(addresses, 'ERR_TLS_CERT_ALTNAME_INVALID'))], near).code).toBe('answers')
  expect(judgeSip([tls(answered({}, 'CERT_HAS_EXPIRED'))], near).code).toBe('certificate')
  // A router that leads back inside shows us by our own address.
  const seenAs = { address: '192.168.1.9', port: 1 }
  const inside = { ...answered({ seenAs }), local: { address: '192.168.1.9', port: 4000 } }
  expect(judgeSip([udp(inside)], place).code).toBe('answers')
  expect(judgeSip([udp(answered({ seenAs }))], place).code).toBe('rewritten-source')
})

test('our own service is to be started, somebody else is to be asked', () => {
  expect(judgeSip([udp(refused)], own).fix).toEqual([{ text: 'Start livekit-sip' }])
  expect(judgeSip([udp(refused)], place).fix[0]?.text).toContain('whoever runs it')
  expect(judgeSip([udp(silent), tls(silent)], own).fix.map(({ text }) => text)).toEqual([
    "Open 5060 for UDP and TCP in the host's and the cloud's firewall",
    'Start livekit-sip',
  ])
})
