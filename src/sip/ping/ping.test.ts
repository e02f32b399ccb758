import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { makeAuthority } from '../../../test/support/certificates.ts'
import { startDnsServer } from '../../../test/support/dns-server.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { lacks } from '../../../test/support/require.ts'
import { startSipResponder, type ResponderOptions } from '../../../test/support/sip-responder.ts'
import { startUdpRelay } from '../../../test/support/udp-relay.ts'
import { Undo } from '../../../test/support/undo.ts'
import type { SipTransport } from '../../platform/sip/address.ts'
import type { PingResult } from './answer.ts'
import { ping, type PingOrder } from './ping.ts'

const undo = new Undo()
afterEach(() => undo.run())

async function responder(...transports: ResponderOptions['transports'][number][]) {
  return undo.add(await startSipResponder({ transports }), (service) => service.stop())
}

function ask(port: number, transports: SipTransport[] = ['udp', 'tcp'], more: Partial<PingOrder> = {}) {
  const target = { host: '127.0.0.1', ways: transports.map((transport) => ({ transport, port })), isPortGiven: true, start: null }
  return ping({ target, count: 1, timeoutMs: 1500, stop: new AbortController().signal, ...more })
}

async function listening(serve: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.add(server, () => new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

test('what an answer says, each transport as soon as it is done', async () => {
  const service = await responder('udp', 'tcp')
  service.answerWith({ status: '200 OK', headers: ['Server: LiveKit', 'Contact: <sip:127.0.0.1>'], received: '127.0.0.1' })
  const shown: PingResult[] = []
  const answer = await ask(service.port, ['udp', 'tcp'], { onResult: (result) => shown.push(result) })
  expect(answer).toMatchObject({ host: '127.0.0.1', port: service.port, address: '127.0.0.1', srv: [], call: null, fix: [] })
  expect(answer.verdict).toMatchObject({ level: 'pass', code: 'answers' })
  expect(answer.results[0]).toEqual({
    transport: 'udp',
    port: service.port,
    outcome: 'answered',
    status: 200,
    reason: 'OK',
    program: 'LiveKit',
    ms: expect.any(Number),
    contact: '127.0.0.1',
    seenAs: '127.0.0.1',
    certificate: null,
    detail: null,
    asked: 1,
    answered: 1,
    times: { min: expect.any(Number), median: expect.any(Number), max: expect.any(Number) },
  })
  expect(shown.toSorted((a, b) => (a.transport < b.transport ? 1 : -1))).toEqual(answer.results)
})

test('asked several times: how long it took, and what was lost', async () => {
  const service = await responder('udp')
  // The second one and all that is sent again for it.
  const relay = await startUdpRelay(undo, (text, count) => text.startsWith('OPTIONS') && count > 1 && count < 4)
  relay.leadTo(service.port)
  const answer = await ask(relay.port, ['udp'], { count: 3, timeoutMs: 700 })
  expect(answer.results[0]).toMatchObject({ outcome: 'answered', asked: 3, answered: 2 })
  expect(answer.verdict).toMatchObject({ level: 'warn', code: 'loss', text: 'Over UDP only 2 of 3 requests were answered' })
})

test('SIP over another transport than the one that was asked', async () => {
  const tcp = await responder('tcp')
  const overUdp = await ask(tcp.port, ['udp'])
  expect(overUdp.results[0]).toMatchObject({ outcome: 'wrong-transport', detail: 'tcp' })
  expect(overUdp.verdict.code).toBe('wrong-transport')
  expect(overUdp.fix[0]?.command).toBe(`voicectl sip ping 127.0.0.1:${tcp.port} --transport tcp`)
  const overTls = await ask(tcp.port, ['tls'])
  expect(overTls.verdict.text).toBe(`127.0.0.1:${tcp.port} speaks SIP over TCP, not over TLS`)
  const udp = await responder('udp')
  expect((await ask(udp.port, ['tcp'])).results[0]).toMatchObject({ outcome: 'wrong-transport', detail: 'udp' })
})

test.skipIf(lacks('openssl'))('TLS on the port that was asked without it, and a certificate that is not trusted', async () => {
  const authority = await makeAuthority(undo)
  const service = undo.add(await startSipResponder({ transports: ['tls'], tls: await authority.issue(['127.0.0.1']) }), (each) =>
    each.stop(),
  )
  const plain = await ask(service.port, ['tcp'])
  expect(plain.results[0]).toMatchObject({ outcome: 'wrong-transport', detail: 'tls' })
  const untrusted = await ask(service.port, ['tls'])
  expect(untrusted.results[0]).toMatchObject({ outcome: 'answered', certificate: expect.stringMatching(/\w/) })
  expect(untrusted.verdict).toMatchObject({ level: 'warn', code: 'certificate' })
  expect((await ask(service.port, ['tls'], { ca: [authority.ca] })).verdict.level).toBe('pass')
})

test('what is no SIP, what says nothing, and where nobody is', async () => {
  const web = await listening((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect((await ask(web, ['tcp'])).results[0]).toMatchObject({ outcome: 'garbled', detail: 'HTTP' })
  const mute = await listening((socket) => socket.resume())
  const silence = await ask(mute, ['tcp'])
  expect(silence.results[0]).toMatchObject({ outcome: 'silent', detail: 'connected' })
  expect(silence.verdict.why).toContain('takes connections and says nothing')
  const port = await freePort()
  expect((await ask(port)).results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
})

test('a name without an address, and SRV records that lead to another', async () => {
  const server = await startDnsServer(undo, {
    '_sip._tcp.sip.example.invalid': [{ priority: 0, weight: 0, port: 5080, target: 'sbc.example.net' }],
  })
  const target = { host: 'sip.example.invalid', ways: [{ transport: 'udp' as const, port: 5060 }], isPortGiven: false, start: null }
  const answer = await ask(5060, [], { target, nameServers: [server] })
  expect(answer.results[0]).toMatchObject({ outcome: 'unknown-name' })
  expect(answer.verdict.code).toBe('unknown-name')
  expect(answer.fix[0]?.command).toBe('voicectl sip ping sbc.example.net:5080 --transport tcp')
})

test('whoever stops it gets what is known by then', async () => {
  const service = await responder('tcp', 'udp')
  service.answerWith(() => [])
  const stop = new AbortController()
  const asked = ask(service.port, ['udp'], { stop: stop.signal, timeoutMs: 60_000 })
  await expect.poll(() => service.requests.length).toBeGreaterThan(0)
  stop.abort()
  expect(await asked).toMatchObject({ verdict: { level: 'warn', code: 'stopped' }, results: [{ outcome: 'stopped', asked: 0 }] })
})
