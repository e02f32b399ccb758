import fc from 'fast-check'
import { expect, test } from 'vitest'
import { optionsRequest, parseSipAnswer } from './sip-options.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)

test('a request has what RFC 3261 asks of every request', () => {
  const request = optionsRequest({
    host: '2001:db8::1',
    port: 5061,
    transport: 'tls',
    local: { address: '::1', port: 4000 },
    callId: 'id',
    branch: 'b',
  })
  expect(request.split('\r\n')).toEqual([
    'OPTIONS sips:[2001:db8::1]:5061 SIP/2.0',
    'Via: SIP/2.0/TLS [::1]:4000;branch=z9hG4bKb;rport',
    'Max-Forwards: 70',
    'From: <sip:voicectl@[::1]:4000>;tag=b',
    'To: <sips:[2001:db8::1]:5061>',
    'Call-ID: id',
    'CSeq: 1 OPTIONS',
    'Contact: <sips:voicectl@[::1]:4000;transport=tls>',
    'Accept: application/sdp',
    'User-Agent: voicectl',
    'Content-Length: 0',
    '',
    '',
  ])
})

test.each([
  [
    'SIP/2.0 200 OK\r\nCall-ID: x\r\nServer: LiveKit\r\n\r\n',
    { status: 200, reason: 'OK', callId: 'x', program: 'LiveKit', contactHost: null },
  ],
  [
    'SIP/2.0 404 Not Found\ni: x\nm: sip:10.0.0.1\n\n',
    { status: 404, reason: 'Not Found', callId: 'x', program: null, contactHost: '10.0.0.1' },
  ],
  [
    'SIP/2.0 200 \r\nCALL-ID : x\r\nUser-Agent: a\r\nContact: "A, B" <sips:u@[fd00::1]:5061>\r\n\r\nServer: body',
    { status: 200, reason: '', callId: 'x', program: 'a', contactHost: 'fd00::1' },
  ],
])('%j', (text, answer) => {
  expect(parseSipAnswer(text)).toEqual(answer)
})

test.each([
  '',
  'HTTP/1.1 200 OK\r\nCall-ID: x\r\n\r\n',
  'SIP/2.0 999 No\r\nCall-ID: x\r\n\r\n',
  'SIP/2.0 200 OK\r\n\r\n',
  'OPTIONS sip:a SIP/2.0\r\n\r\n',
])('%j is no answer', (text) => expect(parseSipAnswer(text)).toBeNull())

test('any text is read without an error and in no time', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('Contact: <sip:', 'Call-ID: x', 'm:', ':', 'Via:').chain((start) => fc.string().map((rest) => start + rest)),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const answer = parseSipAnswer(['SIP/2.0 200 OK', ...lines].join('\r\n'))
      if (answer) expect(answer.status).toBe(200)
    }),
    { numRuns: runs },
  )
  const began = performance.now()
  parseSipAnswer(`SIP/2.0 200 OK\r\nCall-ID: x\r\nContact: ${'sip:a'.repeat(1_000_000)}`)
  expect(performance.now() - began).toBeLessThan(1000)
})
