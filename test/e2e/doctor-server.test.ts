import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest'
import { probe as auth } from '../../src/doctor/probes/server-auth.ts'
import { probe as reachable } from '../../src/doctor/probes/server-reachable.ts'
import { probe as websocket } from '../../src/doctor/probes/server-websocket.ts'
import { probe as certificate } from '../../src/doctor/probes/tls-certificate.ts'
import { probe as versions } from '../../src/doctor/probes/versions-known-traps.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { makeAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { startProxy } from '../support/http-proxy.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { bareSubject, runAll, runOne } from '../support/probing.ts'
import { lacks } from '../support/require.ts'
import { Undo } from '../support/undo.ts'

const MINUTE_MS = 60_000

describe.skipIf(lacksLiveKit())('the server', () => {
  const lasting = new Undo()
  const undo = new Undo()
  let livekit: LiveKit
  beforeAll(async () => {
    livekit = lasting.add(await startLiveKit(), (server) => server.stop())
  })
  afterEach(() => undo.run())
  afterAll(() => lasting.run())
  const subjectWith = (known: Partial<Subject> = {}) =>
    bareSubject({ serverUrl: livekit.url, keys: [{ user: 'stack', key: livekit.apiKey, secret: livekit.apiSecret }], ...known })

  test('ours: it answers, takes the key, and a WebSocket opens', async () => {
    const seen = await runAll([reachable, auth, websocket, versions], subjectWith())
    expect(seen.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'pass'])
    expect(seen[3]?.detail).toMatch(/^LiveKit 1\.\d+\.\d+; no known trap/)
  })

  test('a server that is down is told, and what is behind it is skipped for that; it passes once it runs', async () => {
    const port = await freePort()
    const subject = subjectWith({ serverUrl: `ws://127.0.0.1:${port}` })
    const down = await runAll([reachable, auth, websocket], subject)
    expect(down[0]).toMatchObject({ status: 'fail', detail: expect.stringContaining('nothing listens there') })
    expect(down[1]).toMatchObject({ status: 'skipped', detail: "because LiveKit can't be reached (server.reachable)" })
    expect(down[2]).toMatchObject({ status: 'skipped', detail: "because LiveKit can't be reached (server.reachable)" })
    undo.add(await startLiveKit({ port, pair: { key: livekit.apiKey, secret: livekit.apiSecret } }), (server) => server.stop())
    const up = await runAll([reachable, auth, websocket], subject)
    expect(up.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass'])
  })

  test("somebody else's server that answers 200 is no LiveKit", async () => {
    const other = createServer((_request, response) => response.end('OK'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    undo.add(other, async () => other.close())
    const seen = await runOne(reachable, subjectWith({ serverUrl: `ws://127.0.0.1:${(other.address() as AddressInfo).port}` }))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('Somebody else answers') })
  })

  test('a proxy with nobody behind it is told from a server that is down', async () => {
    const port = await startProxy(undo, { target: await freePort(), upgrade: true })
    const seen = await runOne(reachable, subjectWith({ serverUrl: `ws://127.0.0.1:${port}` }))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('LiveKit behind it does not') })
  })

  test.each([
    ['another key', { key: 'APIsomebodyelse' }, /does not know the key/],
    ['another secret', { secret: 'a-secret-that-the-server-does-not-have-at-all' }, /knows the key and refuses its secret/],
  ])('%s is named, no other', async (_what, wrong, words) => {
    const pair = { user: 'stack', key: livekit.apiKey, secret: livekit.apiSecret, ...wrong }
    const seen = await runOne(auth, subjectWith({ keys: [pair] }))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringMatching(words) })
    expect(JSON.stringify(seen)).not.toContain(pair.secret)
  })

  test.each([
    ['ahead', 10 * MINUTE_MS, /(599|600|601) s behind this machine's/],
    ['behind', -10 * MINUTE_MS, /(599|600|601) s ahead of this machine's/],
  ])('a clock that is %s is told as such, not as a wrong key', async (_what, shift, words) => {
    const seen = await runOne(auth, subjectWith(), { now: () => Date.now() + shift })
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringMatching(words) })
  })

  test('a clock that will soon matter is a warning', async () => {
    const seen = await runOne(auth, subjectWith(), { now: () => Date.now() + 45_000 })
    expect(seen).toMatchObject({ status: 'warn', detail: expect.stringMatching(/accepted, and the server's clock is 4\d s behind/) })
  })

  test('a proxy that drops the upgrade is named; one that passes it on passes', async () => {
    const dropping = await startProxy(undo, { target: livekit.port, upgrade: false })
    const broken = await runAll([reachable, auth, websocket], subjectWith({ serverUrl: `ws://127.0.0.1:${dropping}` }))
    expect(broken.map(({ status }) => status)).toEqual(['pass', 'pass', 'fail'])
    expect(broken[2]?.detail).toContain('The WebSocket upgrade does not get through')
    const passing = await startProxy(undo, { target: livekit.port, upgrade: true })
    const mended = await runOne(websocket, subjectWith({ serverUrl: `ws://127.0.0.1:${passing}` }))
    expect(mended.status).toBe('pass')
  })

  test('nothing stays of a look: no room is left', async () => {
    await runAll([reachable, auth, websocket], subjectWith())
    const { RoomServiceClient } = await import('livekit-server-sdk')
    const { waitFor } = await import('../support/wait.ts')
    const rooms = new RoomServiceClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret)
    await waitFor(async () => (await rooms.listRooms()).length === 0, { what: 'the probe room to go', context: () => livekit.logs() })
  })

  test.skipIf(lacks('openssl'))('through TLS: the certificate is named, and with a good one the WebSocket opens', async () => {
    const authority = await makeAuthority(undo)
    const serve = async (issued: Parameters<typeof authority.issue>[1]) => {
      const port = await startProxy(undo, {
        target: livekit.port,
        upgrade: true,
        certificate: await authority.issue(['localhost'], issued),
      })
      return runAll([certificate, websocket], subjectWith({ browserUrl: `wss://localhost:${port}` }), { ca: [authority.ca] })
    }
    const expired = await serve({ from: -90, until: -1 })
    expect(expired[0]).toMatchObject({ status: 'fail', detail: expect.stringMatching(/has expired on \d{4}-/) })
    expect(expired[1]).toMatchObject({ status: 'skipped', detail: 'because the certificate is not to be trusted (tls.certificate)' })
    const good = await serve({})
    expect(good.map(({ status }) => status)).toEqual(['pass', 'pass'])
    expect(good[0]?.detail).toMatch(/is good for (89|90) days/)
  })
})
