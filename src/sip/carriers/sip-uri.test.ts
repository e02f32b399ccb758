import { expect, test } from 'vitest'
import { hostPart, leadsTo, normalUri, parseSipUri } from './sip-uri.ts'

test.each([
  ['sip:sip.example.com', { host: 'sip.example.com', port: 5060, transport: 'udp' }],
  ['sip:SIP.example.com:5080;transport=TCP', { host: 'sip.example.com', port: 5080, transport: 'tcp' }],
  ['sip:+15105550100@203.0.113.4;transport=tls', { host: '203.0.113.4', port: 5061, transport: 'tls' }],
  ['sips:sip.example.com', { host: 'sip.example.com', port: 5061, transport: 'tls' }],
  ['sip:sip.example.com;edge=frankfurt;transport=tcp?X-A=b', { host: 'sip.example.com', port: 5060, transport: 'tcp' }],
])('%s', (uri, expected) => {
  expect(parseSipUri(uri)).toEqual(expected)
})

test.each(['', 'sip.example.com', 'https://example.com', 'sip:', 'sip:a b'])('%j is no SIP address', (text) => {
  expect(parseSipUri(text)).toBeNull()
})

test('two that mean the same are the same text, and an edge is a difference', () => {
  expect(normalUri('sip:A.example.com:5060;transport=TCP')).toBe(normalUri('sip:a.example.com;transport=tcp'))
  expect(normalUri('sip:a.example.com;transport=tcp;edge=Dublin')).not.toBe(normalUri('sip:a.example.com;transport=tcp'))
  expect(normalUri('no address')).toBe('no address')
})

test('what is written leads to the target it is written for', () => {
  for (const target of [
    { host: 'a.example.com', port: 5060, transport: 'tcp' as const },
    { host: 'a.example.com', port: 15_061, transport: 'tls' as const },
  ]) {
    const parsed = parseSipUri(`sip:${hostPart(target)}`)
    expect(parsed && leadsTo(parsed, target)).toBe(true)
    expect(parsed && leadsTo(parsed, { ...target, port: 1 })).toBe(false)
  }
})
