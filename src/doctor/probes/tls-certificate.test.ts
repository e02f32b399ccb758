import { createServer, type Server } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { createServer as createPlain } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority, type Authority, type Certificate } from '../../../test/support/certificates.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { bareSubject, runOne, type Probed } from '../../../test/support/probing.ts'
import { lacks } from '../../../test/support/require.ts'
import { Undo } from '../../../test/support/undo.ts'
import { probe } from './tls-certificate.ts'

const DAY_MS = 86_400_000

describe.skipIf(lacks('openssl'))('certificates', () => {
  const lasting = new Undo()
  const undo = new Undo()
  let authority: Authority
  beforeAll(async () => {
    authority = await makeAuthority(lasting)
  })
  afterEach(() => undo.run())
  afterAll(() => lasting.run())

  async function serve(certificate: Certificate): Promise<number> {
    const server = createServer(certificate, (socket) => socket.on('error', () => {}))
    return listen(server)
  }
  async function listen(server: Server | ReturnType<typeof createPlain>): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    undo.add(server, async () => server.close())
    return (server.address() as AddressInfo).port
  }
  const look = (port: number, { ca = [authority.ca], now = Date.now() } = {}): Promise<Probed> =>
    runOne(probe, bareSubject({ browserUrl: `wss://localhost:${port}` }), { ca, now: () => now })

  test('a good one passes and tells its days', async () => {
    const seen = await look(await serve(await authority.issue(['localhost'])))
    expect(seen).toMatchObject({ status: 'pass', detail: expect.stringMatching(/good for (89|90) days \(Test\)/) })
  })

  test('an expired one fails; the renewed one passes', async () => {
    const seen = await look(await serve(await authority.issue(['localhost'], { from: -90, until: -2 })))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringMatching(/has expired on \d{4}-\d\d-\d\d$/) })
    expect((await look(await serve(await authority.issue(['localhost'])))).status).toBe('pass')
  })

  test.each([
    [13.5, 'warn', /expires in 13 days/],
    [1.5, 'warn', /expires in 1 day,/],
    [14.5, 'pass', /good for 14 days/],
  ])('with %d days left: %s', async (until, status, words) => {
    expect(await look(await serve(await authority.issue(['localhost'], { until })))).toMatchObject({
      status,
      detail: expect.stringMatching(words),
    })
  })

  test('one for another name is told with the names it has', async () => {
    const seen = await look(await serve(await authority.issue(['other.example.com', 'www.example.com'])))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('is for other.example.com, www.example.com') })
  })

  test('one of an issuer that nobody knows fails', async () => {
    const seen = await look(await serve(await authority.issue(['localhost'])), { ca: [] })
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('is not trusted') })
  })

  test('one that is not valid yet points to the clock', async () => {
    const certificate = await authority.issue(['localhost'], { from: 2, until: 80 })
    const seen = await look(await serve(certificate))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('is not valid before') })
    expect(seen.finding?.why).toContain('clock')
  })

  test('the days are counted by the clock of the run', async () => {
    const port = await serve(await authority.issue(['localhost'], { until: 90 }))
    expect(await look(port, { now: Date.now() + 85 * DAY_MS })).toMatchObject({ status: 'warn' })
  })

  test('nobody there, and somebody who speaks no TLS', async () => {
    expect(await look(await freePort())).toMatchObject({ status: 'fail', detail: expect.stringContaining('nothing listens there') })
    const plain = await listen(createPlain((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await look(plain)).toMatchObject({ status: 'fail', detail: expect.stringContaining('shows no certificate') })
  })
})

test('a stack without TLS is skipped', async () => {
  expect(await runOne(probe, bareSubject({ browserUrl: 'ws://127.0.0.1:7880' }))).toMatchObject({ status: 'skipped' })
})
