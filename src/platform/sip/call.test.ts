import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { makeAuthority } from '../../../test/support/certificates.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { lacks } from '../../../test/support/require.ts'
import { startSipResponder, type ResponderAnswer, type ResponderOptions, type SipResponder } from '../../../test/support/sip-responder.ts'
import { Undo } from '../../../test/support/undo.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { placeCall, type CallOrder } from './call.ts'

const undo = new Undo()
afterEach(() => undo.run())

const SDP = 'v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n'
const ANSWER: ResponderAnswer = { status: '200 OK', body: SDP }

function call(port: number, more: Partial<CallOrder> = {}) {
  const order = {
    target: { host: '127.0.0.1', port, transport: 'udp' as const },
    to: 'desk',
    from: { user: 'me', host: null },
    credentials: null,
    limitMs: 5000,
    listenMs: 200,
    onEvent: () => {},
    ...more,
  }
  return placeCall(order, new AbortController().signal)
}

async function responder(answers: (request: string) => ResponderAnswer[], options: ResponderOptions = { transports: ['udp'] }) {
  const service = undo.add(await startSipResponder(options), (each) => each.stop())
  service.answerWith(answers)
  return service
}

const methods = ({ requests }: SipResponder) => requests.map((request) => request.split(' ')[0])
const headerOf = (request: string | undefined, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(request ?? '')?.[1]?.trim()

test('an answer without audio, and none that is heard', async () => {
  const service = await responder((request) => (request.startsWith('ACK') ? [] : [ANSWER]))
  const report = await call(service.port)
  expect(report).toMatchObject({ outcome: 'answered', audio: { packets: 0, firstMs: null, from: null } })
  expect(methods(service)).toEqual(['INVITE', 'ACK', 'BYE'])
})

test('every request of a call has what ties them together', async () => {
  const headers = ['Record-Route: <sip:a;lr>, <sip:b;lr>', 'Contact: "Desk" <sip:desk@10.0.0.1:5070;x=1>']
  const service = await responder((request) => (request.startsWith('ACK') ? [] : [{ ...ANSWER, headers }]), { transports: ['tcp'] })
  await call(service.port, { target: { host: 'localhost', port: service.port, transport: 'tcp' } })
  const [invite, ack, bye] = service.requests
  expect(invite).toMatch(new RegExp(`^INVITE sip:desk@localhost:${service.port};transport=tcp SIP/2.0\r\n`))
  expect(ack).toMatch(/^ACK sip:desk@10\.0\.0\.1:5070;x=1 SIP\/2\.0\r\n[^]*Route: <sip:b;lr>\r\nRoute: <sip:a;lr>\r\n/)
  expect(bye).toMatch(/^BYE sip:desk@10\.0\.0\.1:5070;x=1 SIP\/2\.0\r\n[^]*Route: <sip:b;lr>\r\nRoute: <sip:a;lr>\r\n/)
  expect([invite, ack, bye].map((request) => headerOf(request, 'CSeq'))).toEqual(['1 INVITE', '1 ACK', '2 BYE'])
  for (const name of ['Call-ID', 'From']) expect(new Set(service.requests.map((request) => headerOf(request, name))).size).toBe(1)
  expect(new Set(service.requests.map((request) => headerOf(request, 'Via'))).size).toBe(3)
})

test('over UDP an answered call goes on by the proxy that its answer names, or straight to its Contact', async () => {
  const proxy = await responder((request) => (request.startsWith('ACK') ? [] : [{ status: '200 OK' }]))
  const contact = `Contact: <sip:desk@127.0.0.1:${proxy.port}>`
  const route = `Record-Route: <sip:127.0.0.1:${proxy.port};lr>`
  for (const headers of [[contact], [route, 'Contact: <sip:desk@192.0.2.1>']]) {
    const service = await responder(() => [{ ...ANSWER, headers }])
    expect(await call(service.port)).toMatchObject({ outcome: 'answered' })
    expect(methods(service)).toEqual(['INVITE'])
  }
  expect(methods(proxy)).toEqual(['ACK', 'BYE', 'ACK', 'BYE'])
  expect(proxy.requests[2]).toMatch(/^ACK sip:desk@192\.0\.2\.1 SIP/)
})

test.skipIf(lacks('openssl'))('TLS, SHA-256 with qop, and a nonce that was too old', async () => {
  const authority = await makeAuthority(undo)
  const challenge = (rest: string) => ({
    status: '407 Proxy Authentication Required',
    headers: [`Proxy-Authenticate: Digest realm="r", nonce="n${rest.length}", qop="auth", algorithm=SHA-256${rest}`],
  })
  const service = await responder(
    (request) => {
      if (request.startsWith('ACK')) return []
      if (!request.startsWith('INVITE')) return [{ status: '200 OK' }]
      const answered = headerOf(request, 'Proxy-Authorization')
      if (answered === undefined) return [challenge('')]
      return answered.includes('nonce="n0"') ? [challenge(', stale=true')] : [ANSWER]
    },
    { transports: ['tls'], tls: await authority.issue(['127.0.0.1']) },
  )
  const target = { host: '127.0.0.1', port: service.port, transport: 'tls' as const, ca: [authority.ca] }
  const report = await call(service.port, { target, credentials: { username: 'desk', password: 'not to be sent' } })
  expect(report).toMatchObject({ outcome: 'answered', password: 'given', certificate: null })
  expect(methods(service)).toEqual(['INVITE', 'ACK', 'INVITE', 'ACK', 'INVITE', 'ACK', 'BYE'])
  const invites = service.requests.filter((request) => request.startsWith('INVITE'))
  expect(invites.map((request) => headerOf(request, 'CSeq'))).toEqual(['1 INVITE', '2 INVITE', '3 INVITE'])
  expect(headerOf(invites[2], 'Proxy-Authorization')).toMatch(
    /^Digest username="desk", realm="r", nonce="n12", uri="sip:desk@127\.0\.0\.1:\d+;transport=tls", response="[0-9a-f]{64}", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="\w+"$/,
  )
  // The ACK of the answer shows it as well (RFC 3261, 13.2.2.4), and no message has the password.
  expect(service.requests[5]).toContain('Proxy-Authorization: Digest')
  expect(service.requests.join('')).not.toContain('not to be sent')
  const untrusted = await call(service.port, { target: { ...target, ca: [] } })
  expect(untrusted).toMatchObject({ outcome: 'rejected', password: 'asked', certificate: expect.stringMatching(/\w/) })
})

test('a password that is refused is not sent again and again', async () => {
  const service = await responder((request) =>
    request.startsWith('ACK') ? [] : [{ status: '401 Unauthorized', headers: ['WWW-Authenticate: Digest realm="r", nonce="n"'] }],
  )
  const report = await call(service.port, { credentials: { username: 'a', password: 'b' } })
  expect(report).toMatchObject({ outcome: 'rejected', password: 'given', answer: { status: 401 } })
  await waitFor(() => service.requests.length >= 4, { what: 'the last ACK' })
  expect(methods(service)).toEqual(['INVITE', 'ACK', 'INVITE', 'ACK'])
})

test('it is answered while it is cancelled: then it is confirmed and hung up', async () => {
  let invite = ''
  const service = await responder((request) => {
    if (request.startsWith('INVITE')) invite = request
    if (request.startsWith('INVITE')) return [{ status: '180 Ringing' }]
    if (request.startsWith('CANCEL')) return [{ ...ANSWER, to: invite }, { status: '200 OK' }]
    return request.startsWith('ACK') ? [] : [{ status: '200 OK' }]
  })
  const report = await call(service.port, { limitMs: 300 })
  expect(report).toMatchObject({ outcome: 'ringing', wasDropped: false })
  expect(methods(service)).toEqual(['INVITE', 'CANCEL', 'ACK', 'BYE'])
})

test('requests of the other side are answered, also from another address of its own', async () => {
  const other = createSocket('udp4')
  other.bind(0, '127.0.0.1')
  await once(other, 'listening')
  undo.add(other, () => new Promise<void>((resolve) => other.close(() => resolve())))
  const answers: string[] = []
  other.on('message', (data) => answers.push(String(data).split('\r\n')[0] ?? ''))
  let invite = ''
  const service = await responder((request) => {
    if (request.startsWith('INVITE')) invite = request
    if (request.startsWith('ACK')) {
      const port = Number(/:(\d+);branch/.exec(headerOf(invite, 'Via') ?? '')?.[1])
      for (const [at, method] of ['OPTIONS', 'INVITE', 'ACK', 'BYE'].entries()) {
        const head = `${method} sip:me@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=x${at}\r\nCSeq: ${at + 1} ${method}`
        other.send(
          `${head}\r\nCall-ID: ${headerOf(invite, 'Call-ID')}\r\nFrom: <sip:desk>;tag=1\r\nTo: <sip:me>;tag=2\r\n\r\n`,
          port,
          '127.0.0.1',
        )
        // Of another call, and nothing of SIP: neither is anybody's business.
        other.send(`${head}\r\nCall-ID: other\r\n\r\n`, port, '127.0.0.1')
        other.send('noise', port, '127.0.0.1')
      }
      return []
    }
    return [ANSWER]
  })
  const report = await call(service.port, { listenMs: 5000 })
  expect(report).toMatchObject({ outcome: 'answered', hungUpByThem: true })
  await waitFor(() => answers.length >= 3, { what: 'answers', context: () => answers.join() })
  expect(answers.toSorted()).toEqual(['SIP/2.0 200 OK', 'SIP/2.0 200 OK', 'SIP/2.0 488 Not Acceptable Here'])
  expect(methods(service)).toEqual(['INVITE', 'ACK'])
})

test('early audio, and a connection that breaks while it rings', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const [via, callId] = ['Via', 'Call-ID'].map((name) => headerOf(String(data), name))
      const head = `SIP/2.0 183 Session Progress\r\nVia: ${via}\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\n`
      socket.end(`${head}Content-Length: ${SDP.length}\r\n\r\n${SDP}`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.add(server, () => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  const report = await call(port, { target: { host: '127.0.0.1', port, transport: 'tcp' } })
  expect(report).toMatchObject({
    outcome: 'trouble',
    hasEarlyMedia: true,
    rings: 1,
    answer: { status: 183 },
    trouble: { detail: 'HUNG_UP' },
  })
})

test('nobody is there, and somebody says nothing', async () => {
  const port = await freePort()
  expect(await call(port)).toMatchObject({ outcome: 'trouble', trouble: { outcome: 'refused' } })
  expect(await call(port, { target: { host: '127.0.0.1', port, transport: 'tcp' } })).toMatchObject({ trouble: { outcome: 'refused' } })
  const service = await responder(() => [])
  const report = await call(service.port, { limitMs: 1800 })
  expect(report).toMatchObject({ outcome: 'unanswered', answer: null })
  // At once, after 500 ms and after 1500 ms (RFC 3261, timer A); nothing is cancelled that nobody took.
  expect(methods(service)).toEqual(['INVITE', 'INVITE', 'INVITE'])
  expect(new Set(service.requests).size).toBe(1)
})
