import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { CallEvent } from '../../platform/sip/call-report.ts'
import type { PingAnswer, PingResult } from '../../sip/ping/answer.ts'
import { glyphs, type Style } from '../terminal.ts'
import { viewCallEvent, viewPing, viewPingResult } from './sip-ping.ts'

const style = (width = 10_000): Style => ({ color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width })
const BAD = 'a\u001B[31mb\u0007\r\nc'

const result: PingResult = {
  transport: 'udp',
  port: 5060,
  outcome: 'answered',
  status: 200,
  reason: 'OK',
  program: 'LiveKit',
  ms: 20,
  contact: null,
  seenAs: null,
  certificate: null,
  detail: null,
  asked: 1,
  answered: 1,
  times: { min: 20, median: 20, max: 20 },
}
const none = { ...result, status: null, reason: null, program: null, ms: null, answered: 0, times: null }

test.each([
  [result, '✓ UDP  5060: 200 OK, LiveKit, 20 ms'],
  [
    { ...result, asked: 5, answered: 4, times: { min: 10, median: 20, max: 90 } },
    '✓ UDP  5060: 200 OK, LiveKit, 10/20/90 ms (least, median, most), 4 of 5',
  ],
  [{ ...result, transport: 'tls', certificate: 'CERT_HAS_EXPIRED' }, '! TLS  5060: 200 OK, LiveKit, 20 ms, its certificate has expired'],
  [{ ...result, reason: BAD, program: BAD }, '✓ UDP  5060: 200 ab\uFFFD\uFFFD\uFFFDc, ab\uFFFD\uFFFD\uFFFDc, 20 ms'],
  [{ ...none, outcome: 'silent' }, '✗ UDP  5060: silence: a firewall drops it, or it hangs'],
  [{ ...none, outcome: 'silent', detail: 'connected' }, '✗ UDP  5060: takes the connection, then silence'],
  [{ ...none, outcome: 'refused' }, '✗ UDP  5060: refused, nobody listens there'],
  [{ ...none, outcome: 'garbled', detail: 'HTTP' }, '✗ UDP  5060: no SIP, but HTTP'],
  [{ ...none, outcome: 'garbled', detail: BAD }, '✗ UDP  5060: no SIP, but ab\uFFFD\uFFFD\uFFFDc'],
  [{ ...none, outcome: 'wrong-transport', detail: 'tcp' }, '✗ UDP  5060: TCP is spoken there'],
  [{ ...none, outcome: 'unknown-name', detail: 'ENOTFOUND' }, '✗ UDP  5060: its name does not exist'],
  [{ ...none, outcome: 'failed', detail: 'HUNG_UP' }, '✗ UDP  5060: it hangs up without an answer'],
  [{ ...none, outcome: 'stopped', asked: 0 }, '✗ UDP  5060: stopped'],
] satisfies [PingResult, string][])('%j', (each, line) => expect(viewPingResult(each, style())).toBe(line))

test.each([
  [{ type: 'said', ms: 20, status: 180, reason: BAD }, '  0.02 s  180 ab\uFFFD\uFFFD\uFFFDc'],
  [{ type: 'said', ms: 12_345, status: 200, reason: '' }, ' 12.35 s  200'],
  [{ type: 'audio', ms: 100, from: { address: '::1', port: 1 } }, '  0.10 s  audio from [::1]:1'],
  [{ type: 'hung-up', ms: 0 }, '  0.00 s  the other side hung up'],
] satisfies [CallEvent, string][])('%j', (event, line) => expect(viewCallEvent(event, style())).toBe(line))

const answer: PingAnswer = {
  host: 'sip.example.com',
  port: 5060,
  address: '203.0.113.5',
  results: [{ ...result, seenAs: '198.51.100.7:40112' }],
  srv: [{ transport: 'udp', host: 'sbc.example.com', port: 5080 }],
  call: null,
  verdict: { level: 'warn', code: 'private-contact', text: 'It calls itself 10.0.0.1', why: 'Calls are cut after about 30 seconds.' },
  fix: [{ text: 'Set it', command: 'voicectl sip ping sip.example.com' }],
}

test('the verdict, why, what to do, and what is good to know', () => {
  expect(viewPing(answer, style()).split('\n')).toEqual([
    '',
    '! It calls itself 10.0.0.1',
    '  Calls are cut after about 30 seconds.',
    '  → Set it:',
    '      voicectl sip ping sip.example.com',
    '  This machine is seen as 198.51.100.7: the address for lists of allowed ones.',
    '  Its SRV records send UDP to sbc.example.com:5080.',
  ])
})

test('nothing is wider than the terminal, and a command stays whole', () => {
  const wide = { ...answer, verdict: { ...answer.verdict, text: 'word '.repeat(40).trim(), why: 'word '.repeat(40).trim() } }
  const lines = [
    ...viewPing(wide, style(40)).split('\n'),
    ...viewPingResult({ ...result, program: 'word '.repeat(20).trim() }, style(40)).split('\n'),
  ]
  expect(lines.filter((line) => line.length > 40 && !line.includes('voicectl sip ping'))).toEqual([])
  expect(lines).toContain('      voicectl sip ping sip.example.com')
})

test('what was heard of a call', () => {
  const audio = { packets: 50, firstMs: 80, from: '203.0.113.5:1', expected: '203.0.113.5:1', codec: 'PCMU' }
  const call = {
    to: '1',
    from: '2',
    outcome: 'answered',
    rings: 0,
    wasDropped: false,
    hungUpByThem: false,
    password: null,
    remarks: [],
    redirects: [],
    audio,
  }
  expect(viewPing({ ...answer, call }, style())).toContain('50 packets of audio were heard (PCMU).')
})
