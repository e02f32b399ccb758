import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { makeAuthority } from '../../../test/support/certificates.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { lacks } from '../../../test/support/require.ts'
import { startSipResponder, type ResponderOptions } from '../../../test/support/sip-responder.ts'
import { Undo } from '../../../test/support/undo.ts'
import type { SipService } from '../subject.ts'
import { probe } from './sip-alive.ts'

const undo = new Undo()
afterEach(() => undo.run())

const subjectAt = (port: number, more: Partial<SipService> = {}) =>
  bareSubject({ sip: { host: '127.0.0.1', port, tlsPort: null, healthUrl: null, ...more } })

async function responder(...transports: ResponderOptions['transports'][number][]) {
  return undo.add(await startSipResponder({ transports }), (service) => service.stop())
}

test('a stopped service is refused, and answers over both transports once it runs', async () => {
  const port = await freePort()
  const ill = await runOne(probe, subjectAt(port))
  expect(ill).toMatchObject({ status: 'fail', detail: `Nobody listens for SIP at 127.0.0.1:${port} (refused)` })
  expect(ill.finding?.fix).toMatchObject({ text: expect.stringContaining('Start livekit-sip'), command: 'docker compose up --detach' })
  const service = await responder('udp', 'tcp')
  const well = await runOne(probe, subjectAt(service.port))
  expect(well).toMatchObject({ status: 'pass', detail: expect.stringMatching(/answers OPTIONS over UDP, TCP within \d+ ms/) })
  expect(service.requests.map((request) => request.split(' ')[0])).toEqual(['OPTIONS', 'OPTIONS'])
})

test('silence: a socket that is bound and never answers, until it does', async () => {
  const service = await responder('udp', 'tcp')
  service.answerWith(null)
  const probed = runOne(probe, subjectAt(service.port))
  expect(await probed).toMatchObject({
    status: 'fail',
    detail: `127.0.0.1:${service.port} does not answer OPTIONS over UDP nor TCP (silence)`,
  })
  // Sent again, as SIP over UDP does.
  expect(service.requests.length).toBeGreaterThan(2)
  service.answerWith({ status: '200 OK' })
  expect((await runOne(probe, subjectAt(service.port))).status).toBe('pass')
})

test('one transport that is silent or refused is named', async () => {
  const onlyTcp = await responder('tcp')
  const noUdp = await runOne(probe, subjectAt(onlyTcp.port))
  expect(noUdp).toMatchObject({
    status: 'warn',
    detail: expect.stringMatching(/answers over TCP, but .* over UDP is refused/),
    finding: { fix: { text: expect.stringContaining(`${onlyTcp.port}/udp`) } },
  })
  const onlyUdp = await responder('udp')
  expect(await runOne(probe, subjectAt(onlyUdp.port))).toMatchObject({
    detail: expect.stringMatching(/answers over UDP, but .* over TCP is refused/),
  })
})

test('another SIP server, and something that speaks no SIP', async () => {
  const service = await responder('udp', 'tcp')
  service.answerWith({ status: '404 Not Found', headers: ['Server: Other PBX 1.0'] })
  expect(await runOne(probe, subjectAt(service.port))).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('answers OPTIONS with 404 Not Found (Other PBX 1.0)'),
  })
  const web = createServer((socket) => {
    socket.on('error', () => {})
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  undo.add(web, () => new Promise((resolve) => web.close(resolve)))
  expect(await runOne(probe, subjectAt((web.address() as AddressInfo).port))).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('does not speak SIP'),
  })
})

test('a private address in Contact is named where the service is asked over the internet', async () => {
  const service = await responder('udp', 'tcp')
  service.answerWith({ status: '200 OK', headers: ['m: "desk" <sip:desk@172.17.0.2:5060;transport=udp>'] })
  expect((await runOne(probe, subjectAt(service.port))).status).toBe('pass')
  const seen = await runOne(probe, subjectAt(service.port), { resolve: async () => ['203.0.113.9'] })
  expect(seen).toMatchObject({ status: 'warn', detail: expect.stringContaining('calls itself 172.17.0.2') })
})

test.skipIf(lacks('openssl'))('TLS: a certificate that has expired, and one that is trusted', async () => {
  const authority = await makeAuthority(undo)
  const plain = await responder('udp', 'tcp')
  const over = async (tls: { key: string; cert: string }) => {
    const service = undo.add(await startSipResponder({ transports: ['tls'], tls }), (each) => each.stop())
    return runOne(probe, subjectAt(plain.port, { tlsPort: service.port }), { ca: [authority.ca] })
  }
  expect(await over(await authority.issue(['127.0.0.1'], { until: -1 }))).toMatchObject({
    status: 'warn',
    detail: 'SIP over TLS is not to be trusted: its certificate has expired',
  })
  expect(await over(await authority.issue(['127.0.0.1']))).toMatchObject({
    status: 'pass',
    detail: expect.stringContaining('over UDP, TCP, TLS'),
  })
})

test('an unknown name', async () => {
  const seen = await runOne(probe, subjectAt(5060, { host: 'sip.example.invalid' }))
  expect(seen).toMatchObject({ status: 'fail', detail: expect.stringMatching(/can't be reached: its name/) })
})

test('no SIP service is no fault', async () => {
  expect((await runOne(probe, bareSubject())).status).toBe('skipped')
  expect(await runOne(probe, bareSubject({ target: 'cloud' }))).toMatchObject({ detail: 'LiveKit Cloud has its own' })
})
