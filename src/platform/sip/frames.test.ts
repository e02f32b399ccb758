import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foreignProtocol, SipFrames, type Frame } from './frames.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const answer = (id: string, body = '') => `SIP/2.0 200 OK\r\nCall-ID: ${id}\r\nl: ${body.length}\r\n\r\n${body}`

const said = (frames: Frame[]) =>
  frames.map((frame) => ('message' in frame ? [frame.message.headers.first('call-id'), frame.message.body] : frame.notSip))

test('messages come out whole and in their order, however the stream is cut', () => {
  const text = `\r\n\r\n${answer('1')}${answer('2', 'v=0\r\n\r\nx')}\r\n${answer('3', 'end')}BYE sip:a SIP/2.0\nCall-ID: 4\n\n`
  const whole = [
    ['1', ''],
    ['2', 'v=0\r\n\r\nx'],
    ['3', 'end'],
    ['4', ''],
  ]
  expect(said(new SipFrames().push(text))).toEqual(whole)
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length]
      const frames = new SipFrames()
      expect(at.slice(1).flatMap((to, index) => said(frames.push(text.slice(at[index], to))))).toEqual(whole)
    }),
    { numRuns: runs },
  )
})

test.each([
  ['HTTP/1.1 400 Bad Request\r\n\r\n', 'HTTP'],
  ['\u0015\u0003\u0003\u0000\u0002\u0002\u0046', 'TLS'],
  ['\u0016\u0003\u0001', 'TLS'],
  ['SSH-2.0-OpenSSH_9\r\n', 'SSH'],
  ['220 mail ESMTP\r\n', null],
  ['SIP/2.0 what\r\n\r\n', null],
])('%j is no SIP, and is told at once', (text, protocol) => {
  expect(said(new SipFrames().push(text))).toEqual([text])
  expect(foreignProtocol(text)).toBe(protocol)
})

test('what may become SIP is waited for, but not for ever', () => {
  const frames = new SipFrames()
  expect(frames.push('SIP')).toEqual([])
  expect(frames.push('/2.0 200 OK\r\nCall-ID: x')).toEqual([])
  expect(said(frames.push('\r\n'.concat('a: b\r\n'.repeat(20_000))))).toHaveLength(1)
})

test('a long stream in small pieces takes no time', () => {
  const frames = new SipFrames()
  const began = performance.now()
  let count = 0
  for (let at = 0; at < 20_000; at++) count += frames.push(answer(String(at), 'body')).length
  frames.push(`SIP/2.0 200 OK\r\nl: 200000\r\n\r\n`)
  for (let at = 0; at < 100_000; at++) count += frames.push('ab').length
  expect(count).toBe(20_001)
  expect(performance.now() - began).toBeLessThan(2000)
})
