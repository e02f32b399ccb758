import { afterEach, describe, expect, test } from 'vitest'
import { probe } from '../../src/doctor/probes/turn-answers.ts'
import { probe as ports } from '../../src/doctor/probes/media-ports.ts'
import type { Subject, Turn } from '../../src/doctor/subject.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { makeNetwork } from '../support/network.ts'
import { bareSubject, runAll, runOne } from '../support/probing.ts'
import { lacksNamespaces } from '../support/require.ts'
import { Undo } from '../support/undo.ts'

const undo = new Undo()
afterEach(() => undo.run())

const turn = (udpPort: number | null, more: Partial<Turn> = {}): Turn => ({
  domain: null,
  udpPort,
  tlsPort: null,
  externalTls: false,
  relaysToPrivate: true,
  ...more,
})
const subjectFor = ({ url, apiKey, apiSecret }: LiveKit, known: Partial<Subject>) =>
  bareSubject({ serverUrl: url, keys: [{ user: 'stack', key: apiKey, secret: apiSecret }], ...known })
const config = (udpPort: number, bind: string) => ({
  turn: { enabled: true, udp_port: udpPort, relay_range_start: 42_000, relay_range_end: 42_100, bind_addresses: [bind] },
})

describe.skipIf(lacksLiveKit())('turn.answers', () => {
  test('a relay is given with the credentials that callers get', async () => {
    const udpPort = await freePort()
    const livekit = undo.add(await startLiveKit({ config: config(udpPort, '127.0.0.1') }), (server) => server.stop())
    const seen = await runOne(probe, subjectFor(livekit, { turn: turn(udpPort) }))
    expect(seen).toMatchObject({ status: 'pass', detail: `A relay is given by turn:127.0.0.1:${udpPort}?transport=udp` })
  })

  test('TURN in the files and none in the running server', async () => {
    const livekit = undo.add(await startLiveKit(), (server) => server.stop())
    expect(await runOne(probe, subjectFor(livekit, { turn: turn(3478) }))).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('sends callers to none'),
    })
    expect(await runOne(probe, subjectFor(livekit, {}))).toMatchObject({ status: 'skipped' })
  })

  test('a TURN server that takes other credentials is told as such', async () => {
    const udpPort = await freePort()
    undo.add(await startLiveKit({ config: config(udpPort, '127.0.0.1') }), (server) => server.stop())
    const rtc = { turn_servers: [{ host: '127.0.0.1', port: udpPort, protocol: 'udp', username: 'somebody', credential: 'else' }] }
    const livekit = undo.add(await startLiveKit({ config: { rtc } }), (server) => server.stop())
    const seen = await runOne(probe, subjectFor(livekit, {}))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringMatching(/refuses the credentials that callers get \(4\d\d/) })
  })

  test.skipIf(lacksNamespaces())('its port blocked by a firewall: told, while the rest goes on; open again it passes', async () => {
    const network = await makeNetwork(undo)
    const udpPort = await freePort()
    const { inside: host, within } = network
    const livekit = undo.add(await startLiveKit({ host, within, config: config(udpPort, host) }), (server) => server.stop())
    const subject = subjectFor(livekit, { turn: turn(udpPort) })
    await network.firewall('-A', 'INPUT', '-p', 'udp', '--dport', String(udpPort), '-j', 'DROP')
    const [media, blocked] = await runAll([ports, probe], subject)
    expect(media?.status).toBe('pass')
    expect(blocked).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining(`turn:${host}:${udpPort}?transport=udp does not answer`),
    })
    expect(blocked?.finding?.fix.command).toBe(`sudo ufw allow ${udpPort}/udp`)
    await network.firewall('-F')
    expect((await runOne(probe, subject)).status).toBe('pass')
  })
})
