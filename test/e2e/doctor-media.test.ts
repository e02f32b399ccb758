import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { probe as mediaPorts } from '../../src/doctor/probes/media-ports.ts'
import { probe as mediaUdp } from '../../src/doctor/probes/media-udp.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { makeNetwork, type Network } from '../support/network.ts'
import { bareSubject, runAll } from '../support/probing.ts'
import { lacksNamespaces } from '../support/require.ts'
import { Undo } from '../support/undo.ts'

function subjectFor({ url, apiKey, apiSecret, udpPort, tcpPort }: LiveKit): Subject {
  return bareSubject({
    serverUrl: url,
    keys: [{ user: 'stack', key: apiKey, secret: apiSecret }],
    media: { udp: { from: udpPort, to: udpPort }, tcpPort, nodeIp: null, findsOwnAddress: false },
  })
}

describe.skipIf(lacksLiveKit() || lacksNamespaces())('media through a firewall', () => {
  const undo = new Undo()
  let network: Network
  let livekit: LiveKit
  beforeAll(async () => {
    network = await makeNetwork(undo)
    livekit = undo.add(await startLiveKit({ host: network.inside, within: network.within }), (server) => server.stop())
  })
  afterEach(() => network.firewall('-F'))
  afterAll(() => undo.run())
  const look = async () => {
    const [ports, udp] = await runAll([mediaPorts, mediaUdp], subjectFor(livekit))
    return { ports, udp }
  }

  test('with nothing in the way it goes over UDP', async () => {
    const { ports, udp } = await look()
    expect(ports).toMatchObject({ status: 'pass', detail: expect.stringContaining(`UDP answers at ${network.inside}:${livekit.udpPort}`) })
    expect(udp).toMatchObject({ status: 'pass', detail: expect.stringContaining(`over UDP to ${network.inside}:${livekit.udpPort}`) })
  })

  test('UDP blocked: it goes over TCP, the blocked port is named, and it passes once the firewall is open', async () => {
    await network.firewall('-A', 'INPUT', '-p', 'udp', '-j', 'DROP')
    const blocked = await look()
    expect(blocked.ports).toMatchObject({
      status: 'fail',
      detail: expect.stringMatching(/^UDP is blocked: .*does not answer, TCP at .* does/),
    })
    expect(blocked.ports?.detail).toContain(`${network.inside}:${livekit.udpPort}`)
    expect(blocked.ports?.finding?.fix.command).toBe(`sudo ufw allow ${livekit.udpPort}/udp`)
    expect(blocked.udp).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining(`over TCP to ${network.inside}:${livekit.tcpPort}`),
    })
    await network.firewall('-D', 'INPUT', '-p', 'udp', '-j', 'DROP')
    const open = await look()
    expect([open.ports?.status, open.udp?.status]).toEqual(['pass', 'pass'])
  })

  test('UDP and TCP media blocked: calls would be silent', async () => {
    await network.firewall('-A', 'INPUT', '-p', 'udp', '-j', 'DROP')
    await network.firewall('-A', 'INPUT', '-p', 'tcp', '--dport', String(livekit.tcpPort), '-j', 'DROP')
    const { ports, udp } = await look()
    expect(ports).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('None of the media addresses that the server names answers'),
    })
    expect(udp).toMatchObject({ status: 'fail', finding: { severity: 'error' } })
  })
})

describe.skipIf(lacksLiveKit())('media of this machine', () => {
  const undo = new Undo()
  afterEach(() => undo.run())

  test('a server that names an address where it is not', async () => {
    // TEST-NET-1: nobody is there, and its packets go nowhere.
    const livekit = undo.add(
      await startLiveKit({ config: { rtc: { node_ip: '192.0.2.77', ips: { includes: ['127.0.0.1/32'] } } } }),
      (server) => server.stop(),
    )
    const [ports] = await runAll([mediaPorts], subjectFor(livekit))
    expect(ports?.finding ?? ports).toMatchObject({ message: expect.stringContaining('192.0.2.77') })
  })

  test('without the optional packages the real connection is unknown, with the reason', async () => {
    const livekit = undo.add(await startLiveKit(), (server) => server.stop())
    const before = process.env['NODE_OPTIONS']
    process.env['NODE_OPTIONS'] = `--import ${new URL('../support/without-rtc.js', import.meta.url).href}`
    undo.add(before, async () => {
      if (before === undefined) delete process.env['NODE_OPTIONS']
      else process.env['NODE_OPTIONS'] = before
    })
    const [udp] = await runAll([mediaUdp], subjectFor(livekit))
    expect(udp).toMatchObject({ status: 'unknown', detail: expect.stringContaining('optional packages are not installed') })
  })
})
