import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSdp, sdpOffer } from './sdp.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)

test('an offer is read as it is meant', () => {
  const codecs = [
    { type: 0, name: 'PCMU' },
    { type: 8, name: 'PCMA' },
    { type: 101, name: 'telephone-event' },
  ]
  const audio = { address: '192.0.2.1', port: 4000 }
  expect(parseSdp(sdpOffer(audio, 1))).toEqual({ audio, codecs, isEncrypted: false })
  expect(sdpOffer({ address: '::1', port: 4000 }, 1)).toContain('c=IN IP6 ::1\r\n')
})

test.each([
  ['an address of its own before that of the session', 'c=IN IP4 10.0.0.1\nm=audio 5000 RTP/AVP 8\nc=IN IP4 203.0.113.1\n', '203.0.113.1'],
  [
    'the first audio',
    'c=IN IP4 203.0.113.2\nm=video 4998 RTP/AVP 96\nm=audio 5000 RTP/AVP 8\nm=audio 6000 RTP/AVP 0\nc=IN IP4 10.0.0.9',
    '203.0.113.2',
  ],
])('%s', (_what, text, address) => {
  expect(parseSdp(text)).toMatchObject({ audio: { address, port: 5000 }, codecs: [{ type: 8, name: 'PCMA' }] })
})

test('a refused or held line has no address, and an encrypted one says so', () => {
  expect(parseSdp('c=IN IP4 203.0.113.2\nm=audio 0 RTP/AVP 0')).toMatchObject({ audio: null })
  expect(parseSdp('c=IN IP4 0.0.0.0\nm=audio 5000 RTP/SAVP 0')).toMatchObject({ audio: null, isEncrypted: true })
})

test.each(['', 'v=0', 'm=video 1 RTP/AVP 0', 'm=audio x RTP/AVP 0', 'm=audio 5000'])('%j has no audio', (text) => {
  expect(parseSdp(text)).toBeNull()
})

test('any text is read without an error and in no time', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('m=audio ', 'c=IN IP4 ', 'a=rtpmap:').chain((start) => fc.string().map((rest) => start + rest)),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => void parseSdp(lines.join('\r\n'))),
    { numRuns: runs },
  )
  const began = performance.now()
  for (const part of ['m=audio 1 ', ' 1', 'c=IN IP4 ', '\n']) parseSdp(`m=audio 5000 RTP/AVP${part.repeat(1_000_000)}`)
  expect(performance.now() - began).toBeLessThan(1000)
})
