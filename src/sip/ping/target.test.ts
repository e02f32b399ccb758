import { expect, test } from 'vitest'
import { ownTarget, targetOf, type Wishes } from './target.ts'

const nothing: Wishes = { transports: [], port: undefined }
const ways = (text: string, wishes: Partial<Wishes> = {}) => {
  const target = targetOf(text, { ...nothing, ...wishes })
  return [target.host, ...target.ways.map(({ transport, port }) => `${transport} ${port}`)]
}

test.each([
  ['sip.example.com', {}, ['sip.example.com', 'udp 5060', 'tcp 5060']],
  ['sip.example.com:5080', {}, ['sip.example.com', 'udp 5080', 'tcp 5080']],
  ['sip.example.com:5061', {}, ['sip.example.com', 'tls 5061']],
  ['sip:user@host:5061;transport=tls', {}, ['host', 'tls 5061']],
  ['sip:host;transport=tcp', {}, ['host', 'tcp 5060']],
  ['sips:host', {}, ['host', 'tls 5061']],
  ['host', { transports: ['tls', 'udp', 'tls'] }, ['host', 'tls 5061', 'udp 5060']],
  ['host:5080', { transports: ['tls'], port: 5090 }, ['host', 'tls 5090']],
  ['[2001:db8::1]', { port: 5080 }, ['2001:db8::1', 'udp 5080', 'tcp 5080']],
] satisfies [string, Partial<Wishes>, string[]][])('%s with %j', (text, wishes, expected) => expect(ways(text, wishes)).toEqual(expected))

test('SRV records are looked for where no port is given', () => {
  expect(targetOf('host', nothing).isPortGiven).toBe(false)
  expect(targetOf('host:5060', nothing).isPortGiven).toBe(true)
  expect(targetOf('host', { ...nothing, port: 5060 }).isPortGiven).toBe(true)
})

test.each(['', 'https://example.com', 'two words'])('%j names no server', (text) => {
  expect(() => targetOf(text, nothing)).toThrow(expect.objectContaining({ code: 'SIP_HOST_INVALID', exit: 2 }))
})

test("the stack's own service is asked over all that it listens for, unless something is wished", () => {
  const own = { host: 'livekit.example.com', port: 5070, tlsPort: 5071, start: { text: 'Start it' } }
  const all = ownTarget(own, nothing)
  expect(all).toMatchObject({ host: 'livekit.example.com', start: { text: 'Start it' } })
  expect(all.ways.map(({ transport, port }) => `${transport} ${port}`)).toEqual(['udp 5070', 'tcp 5070', 'tls 5071'])
  expect(ownTarget({ ...own, tlsPort: null }, nothing).ways).toHaveLength(2)
  expect(ownTarget({ ...own, tlsPort: null }, { transports: ['tls'], port: undefined }).ways).toEqual([{ transport: 'tls', port: 5061 }])
  expect(ownTarget(own, { transports: ['tcp'], port: 5099 }).ways).toEqual([{ transport: 'tcp', port: 5099 }])
})
