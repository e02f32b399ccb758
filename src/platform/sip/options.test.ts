import { expect, test } from 'vitest'
import { optionsRequest } from './options.ts'

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
