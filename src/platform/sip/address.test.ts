import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bracketed, endpointText, parseSipAddress } from './address.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const nothing = { user: null, port: null, transport: null }

test.each([
  ['sip.example.com', { ...nothing, host: 'sip.example.com' }],
  ['sip.example.com:5080', { ...nothing, host: 'sip.example.com', port: 5080 }],
  ['localhost:5060', { ...nothing, host: 'localhost', port: 5060 }],
  ['203.0.113.5', { ...nothing, host: '203.0.113.5' }],
  ['2001:db8::1', { ...nothing, host: '2001:db8::1' }],
  ['[2001:db8::1]:5061', { ...nothing, host: '2001:db8::1', port: 5061 }],
  ['sip:user@host:5061;transport=tls', { user: 'user', host: 'host', port: 5061, transport: 'tls' }],
  ['SIP:+15550100@pbx.example.com;Transport=TCP', { user: '+15550100', host: 'pbx.example.com', port: null, transport: 'tcp' }],
  ['sips:example.com', { ...nothing, host: 'example.com', transport: 'tls' }],
  ['sip:desk:secret@10.0.0.1', { ...nothing, user: 'desk', host: '10.0.0.1' }],
  ['"A \\" <b>, C" <sip:x>', { ...nothing, host: 'x' }],
  ['"Desk, 2nd" <sip:desk@10.0.0.1:5060;transport=udp>;tag=x', { user: 'desk', host: '10.0.0.1', port: 5060, transport: 'udp' }],
  ['<sips:[fd00::1]>', { ...nothing, host: 'fd00::1', transport: 'tls' }],
  ['sip:1;phone-context=+1@example.com', { ...nothing, user: '1;phone-context=+1', host: 'example.com' }],
  ['sip:host?subject=x', { ...nothing, host: 'host' }],
  ['user@host', { ...nothing, user: 'user', host: 'host' }],
  ['sip:host;transport=ws', { ...nothing, host: 'host' }],
  [' sip:host/ ', { ...nothing, host: 'host' }],
])('%j', (text, address) => expect(parseSipAddress(text)).toEqual(address))

test.each(['', 'sip:', 'https://example.com', 'tel:+15550100', 'host:0', 'host:65536', 'host:port', 'a b', '[1.2.3.4]', 'sip:user@', '*'])(
  '%j names no host',
  (text) => expect(parseSipAddress(text)).toBeNull(),
)

test('hosts and ports as URIs have them', () => {
  expect(bracketed('::1')).toBe('[::1]')
  expect(endpointText({ address: '::1', port: 5060 })).toBe('[::1]:5060')
  expect(endpointText({ address: '127.0.0.1', port: 5060 })).toBe('127.0.0.1:5060')
})

test('any text is read without an error and in no time', () => {
  const part = fc.oneof(fc.constantFrom('sip:', 'sips:', '@', ';transport=', 'tls', ':', '5060', '[', ']', '<', '>', '"', '?'), fc.string())
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const address = parseSipAddress(parts.join(''))
      if (address) expect(address.host).toMatch(/^[\w.:-]+$/)
    }),
    { numRuns: runs },
  )
  const began = performance.now()
  for (const part of ['sip:a', '@', ':', ';x=', '<']) parseSipAddress(part.repeat(1_000_000))
  expect(performance.now() - began).toBeLessThan(1000)
})
