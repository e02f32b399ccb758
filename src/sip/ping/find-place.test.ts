import { afterEach, expect, test } from 'vitest'
import { startDnsServer } from '../../../test/support/dns-server.ts'
import { Undo } from '../../../test/support/undo.ts'
import { findPlace } from './find-place.ts'

const undo = new Undo()
afterEach(() => undo.run())
const stop = new AbortController().signal

test('an address is its own, and only a private one is near', async () => {
  expect(await findPlace('203.0.113.5', { withSrv: true, stop })).toEqual({ address: '203.0.113.5', trouble: null, isNear: false, srv: [] })
  expect(await findPlace('::1', { withSrv: true, stop })).toMatchObject({ address: '::1', isNear: true })
  expect(await findPlace('localhost', { withSrv: true, stop })).toMatchObject({ address: '127.0.0.1', isNear: true })
})

test('SRV records: the best of each transport, and those that say there is none are left out', async () => {
  const server = await startDnsServer(undo, {
    '_sip._udp.sip.example.invalid': [
      { priority: 20, weight: 0, port: 5060, target: 'backup.example.net' },
      { priority: 10, weight: 5, port: 5070, target: 'light.example.net' },
      { priority: 10, weight: 50, port: 5080, target: 'sbc.example.net' },
    ],
    '_sip._tcp.sip.example.invalid': [{ priority: 0, weight: 0, port: 0, target: '.' }],
  })
  const place = await findPlace('sip.example.invalid', { withSrv: true, nameServers: [server], stop })
  expect(place).toMatchObject({ address: null, trouble: expect.stringMatching(/^E/), isNear: false })
  expect(place.srv).toEqual([{ transport: 'udp', host: 'sbc.example.net', port: 5080 }])
  expect((await findPlace('sip.example.invalid', { withSrv: false, nameServers: [server], stop })).srv).toEqual([])
})

test('a name server that says nothing holds nobody up', async () => {
  const server = await startDnsServer(undo, { '_sip._udp.x.invalid': null, '_sip._tcp.x.invalid': null, '_sips._tcp.x.invalid': null })
  const began = performance.now()
  expect((await findPlace('x.invalid', { withSrv: true, nameServers: [server], stop })).srv).toEqual([])
  expect(performance.now() - began).toBeLessThan(10_000)
  const gone = new AbortController()
  setImmediate(() => gone.abort())
  const place = await findPlace('x.invalid', { withSrv: true, nameServers: [server], stop: gone.signal })
  expect(place).toMatchObject({ address: null, srv: [] })
})
