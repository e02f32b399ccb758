import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { makeNetwork } from '../support/network.ts'
import { lacks, lacksNamespaces } from '../support/require.ts'
import { sipPingJson } from '../support/sip-ping.ts'
import { startSipp } from '../support/sipp.ts'
import { Undo } from '../support/undo.ts'

const undo = new Undo()
afterEach(() => undo.run())

describe.skipIf(lacks('sipp') || lacksNamespaces())('voicectl sip ping through a firewall', () => {
  const rule = (protocol: string, ...rest: string[]) => ['-A', 'INPUT', '-p', protocol, '-j', ...rest]

  test('packets that are dropped are silence, packets that are rejected are a refusal', async () => {
    const network = await makeNetwork(undo)
    const host = network.inside
    const at = ['--timeout', '2', `${host}:${await freePort()}`]
    await network.firewall(...rule('udp', 'DROP'))
    await network.firewall(...rule('tcp', 'DROP'))
    const dropped = await sipPingJson(at)
    expect(dropped).toMatchObject({ exitCode: 1, data: { verdict: { code: 'silent' } } })
    expect(dropped.data.results.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['silent', null],
      ['silent', null],
    ])
    await network.firewall('-F')
    await network.firewall(...rule('udp', 'REJECT'))
    await network.firewall(...rule('tcp', 'REJECT', '--reject-with', 'tcp-reset'))
    const rejected = await sipPingJson(at)
    expect(rejected.data.results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
    const call = await sipPingJson([...at, '--invite', '+15550100', '--yes'])
    expect(call.data).toMatchObject({ results: [{ outcome: 'refused' }], call: { outcome: 'trouble' }, verdict: { code: 'refused' } })
  })

  test('only UDP is dropped: a call is told to go over TCP', async () => {
    const network = await makeNetwork(undo)
    const host = network.inside
    const sipp = await startSipp(undo, { scenario: 'options', transport: 'tcp', host, within: network.within, calls: 3 })
    await network.firewall(...rule('udp', 'DROP'))
    const { data } = await sipPingJson([`${host}:${sipp.port}`, '--invite', '+15550100', '--yes', '--timeout', '1'])
    expect(data).toMatchObject({
      results: [{ transport: 'udp', outcome: 'wrong-transport', detail: 'tcp' }],
      verdict: { code: 'wrong-transport', text: `${host}:${sipp.port} speaks SIP over TCP, not over UDP` },
    })
    const both = await sipPingJson([`${host}:${sipp.port}`, '--timeout', '1'])
    expect(both.data.verdict).toMatchObject({ level: 'warn', code: 'partly' })
  })

  test('a private address is blamed where the server is asked by a public one', async () => {
    const network = await makeNetwork(undo)
    const host = network.inside
    const start = (options: { scenario: 'options' | 'answer'; keys: Record<string, string> }) =>
      startSipp(undo, { host, within: network.within, ...options })
    const named = await start({ scenario: 'options', keys: { contact: '10.0.0.5:5060' } })
    const seen = await sipPingJson([`${host}:${named.port}`, '--transport', 'udp'])
    expect(seen.data).toMatchObject({ results: [{ contact: '10.0.0.5' }], verdict: { level: 'warn', code: 'private-contact' } })
    // The call is confirmed and ended all the same, by the way that is known to work.
    const contact = await start({ scenario: 'answer', keys: { contact: '10.0.0.5:5060' } })
    const call = await sipPingJson([`${host}:${contact.port}`, '--invite', '+15550100', '--yes'])
    await contact.done()
    expect(call.data.verdict).toMatchObject({ level: 'warn', code: 'private-contact' })
    const media = await start({ scenario: 'answer', keys: { sdp_ip: '172.18.0.3' } })
    const mute = await sipPingJson([`${host}:${media.port}`, '--invite', '+15550100', '--yes'])
    await media.done()
    expect(mute.data).toMatchObject({ verdict: { code: 'private-media' }, call: { audio: { packets: 0 } } })
  })
})
