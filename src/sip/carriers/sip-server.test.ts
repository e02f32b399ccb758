import { expect, test } from 'vitest'
import type { SipPing } from '../../platform/sip/ping.ts'
import { linkOfPing } from './sip-server.ts'

const answered: SipPing = {
  outcome: 'answered',
  answer: { status: 200, reason: 'OK', program: null, contactHost: null, seenAs: null },
  certificate: null,
  local: { address: '127.0.0.1', port: 5060 },
  ms: 1,
}

test.each<[string, SipPing, string, string]>([
  ['an answer', answered, 'ok', 'A SIP server answers at sip.example.com:5061 over TLS'],
  [
    'a certificate of another name',
    { ...answered, certificate: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    'wrong',
    'its certificate is for another name',
  ],
  ['a closed port', { outcome: 'refused' }, 'wrong', 'Nobody listens at sip.example.com:5061 over TLS'],
  ['a web server', { outcome: 'garbled', detail: 'HTTP/1.1 400', speaks: 'HTTP' }, 'wrong', 'it speaks HTTP'],
  ['silence, which a firewall makes, too', { outcome: 'silent', isConnected: false }, 'unknown', 'a firewall may let carriers in only'],
  ['a name that does not exist', { outcome: 'failed', detail: 'ENOTFOUND' }, 'wrong', 'its name does not exist'],
  ['a name server that is away', { outcome: 'failed', detail: 'EAI_AGAIN' }, 'unknown', 'its name could not be looked up'],
])('%s', (_what, ping, state, detail) => {
  const link = linkOfPing({ host: 'sip.example.com', port: 5061, transport: 'tls' }, ping)
  expect(link).toMatchObject({ link: 'server', state, detail: expect.stringContaining(detail) })
  expect(link.fix === null).toBe(state === 'ok')
})

test('what is unknown from here names the command that asks from elsewhere', () => {
  const { fix } = linkOfPing({ host: '203.0.113.4', port: 5060, transport: 'udp' }, { outcome: 'silent', isConnected: false })
  expect(fix).toContain('voicectl sip ping 203.0.113.4:5060 --transport udp')
})
