import { afterEach, describe, expect, test } from 'vitest'
import { placeCall, type CallOrder } from '../../src/platform/sip/call.ts'
import type { CallEvent } from '../../src/platform/sip/call-report.ts'
import type { SipTransport } from '../../src/platform/sip/address.ts'
import { lacks } from '../support/require.ts'
import { startSipp } from '../support/sipp.ts'
import { startUdpRelay } from '../support/udp-relay.ts'
import { Undo } from '../support/undo.ts'

const undo = new Undo()
afterEach(() => undo.run())

interface CallOptions extends Partial<CallOrder> {
  transport?: SipTransport
  stop?: AbortSignal
  /** Is told each event. */
  hear?: (event: CallEvent) => void
}

async function call(port: number, { transport = 'udp', stop, hear, ...more }: CallOptions = {}) {
  const events: CallEvent[] = []
  const order: CallOrder = {
    target: { host: '127.0.0.1', port, transport },
    to: '+15550100',
    from: { user: '+15550199', host: null },
    credentials: null,
    limitMs: 10_000,
    listenMs: 4000,
    onEvent: (event) => {
      events.push(event)
      hear?.(event)
    },
    ...more,
  }
  const report = await placeCall(order, stop ?? new AbortController().signal)
  return { report, said: events.map((event) => (event.type === 'said' ? event.status : event.type)) }
}

describe.skipIf(lacks('sipp'))('a call to SIPp', () => {
  test.each(['udp', 'tcp'] as const)('answered over %s: confirmed, heard, and hung up', async (transport) => {
    const sipp = await startSipp(undo, { scenario: 'answer', transport })
    const { report, said } = await call(sipp.port, { transport })
    await sipp.done()
    expect(said).toEqual([100, 180, 200, 'audio', 'ended'])
    expect(report).toMatchObject({ outcome: 'answered', rings: 1, hungUpByThem: false, answer: { status: 200, program: 'sipp' } })
    expect(report.media).toMatchObject({ audio: { address: '127.0.0.1', port: sipp.audioPort }, codecs: [{ name: 'PCMU' }, { type: 101 }] })
    expect(report.audio).toMatchObject({ from: { address: '127.0.0.1', port: sipp.audioPort }, payloadType: 0 })
    expect(report.audio?.packets).toBeGreaterThan(40)
    // The other side saw whom we called and as whom.
    expect(await sipp.messages()).toMatch(/INVITE sip:\+15550100@127\.0\.0\.1:\d+[^]*From: <sip:\+15550199@127\.0\.0\.1>/)
  })

  test.each([
    ['404 Not Found', 'X-Nothing: here', 'udp', []],
    ['486 Busy Here', 'Reason: SIP;cause=486;text="flood", Q.850;cause=17', 'tcp', ['SIP;cause=486;text="flood"', 'Q.850;cause=17']],
    ['503 Try again later', 'Warning: 399 sipp "no server"', 'udp', ['399 sipp "no server"']],
  ] as const)('refused with %s: the refusal is confirmed and told', async (status, extra, transport, remarks) => {
    const sipp = await startSipp(undo, { scenario: 'refuse', transport, keys: { status, extra } })
    const { report, said } = await call(sipp.port, { transport })
    await sipp.done()
    expect(said).toEqual([100, Number(status.slice(0, 3))])
    expect(report).toMatchObject({ outcome: 'rejected', remarks, answer: { status: Number(status.slice(0, 3)), reason: status.slice(4) } })
    expect(report.audio).toBeNull()
  })

  test('a redirect is told, and not followed', async () => {
    const sipp = await startSipp(undo, {
      scenario: 'refuse',
      keys: { status: '302 Moved Temporarily', extra: 'Contact: "Desk" <sip:+15550100@sbc.example.net:5080>' },
    })
    const { report } = await call(sipp.port)
    await sipp.done()
    expect(report).toMatchObject({ outcome: 'rejected', redirects: ['sbc.example.net'] })
  })

  test.each(['udp', 'tcp'] as const)('rings over %s until the time is over, then is cancelled', async (transport) => {
    const sipp = await startSipp(undo, { scenario: 'ring', transport })
    const { report, said } = await call(sipp.port, { transport, limitMs: 2500 })
    await sipp.done()
    expect(said).toEqual([100, 180, 'cancelled'])
    expect(report).toMatchObject({ outcome: 'ringing', wasDropped: false, answer: { status: 180 } })
    // Whoever rings has got the INVITE, so that it is not sent again.
    expect((await sipp.messages()).match(/^INVITE sip:/gm)).toHaveLength(1)
    // Once a second.
    expect(report.rings).toBeGreaterThan(1)
    // A timer may be a millisecond early.
    expect(report.ms).toBeGreaterThan(2490)
  })

  test('a call that was dropped after it rang is known by what CANCEL meets', async () => {
    const sipp = await startSipp(undo, { scenario: 'drop' })
    const { report } = await call(sipp.port, { limitMs: 1500 })
    await sipp.done()
    expect(report).toMatchObject({ outcome: 'ringing', rings: 1, wasDropped: true })
  })

  test('100 and nothing more', async () => {
    const sipp = await startSipp(undo, { scenario: 'trying' })
    const { report } = await call(sipp.port, { limitMs: 1000 })
    await sipp.done()
    expect(report).toMatchObject({ outcome: 'trying', rings: 0, wasDropped: false, answer: { status: 100 } })
  })

  test.each([
    ['the right password', 'a right one', 'answered', 'given', 200],
    ['a wrong password', 'another', 'rejected', 'given', 403],
    ['no password', null, 'rejected', 'asked', 401],
  ] as const)('%s where one is asked for', async (_what, password, outcome, state, status) => {
    const sipp = await startSipp(undo, { scenario: 'password', transport: 'tcp', keys: { username: 'desk', password: 'a right one' } })
    const credentials = password === null ? null : { username: 'desk', password }
    const { report, said } = await call(sipp.port, { transport: 'tcp', credentials })
    if (password !== null) await sipp.done()
    expect(report).toMatchObject({ outcome, password: state, answer: { status } })
    expect(said.includes('retried')).toBe(password !== null)
    expect(await sipp.messages()).not.toContain(password ?? 'a right one')
  })

  test('the other side hangs up', async () => {
    const sipp = await startSipp(undo, { scenario: 'hang-up' })
    const { report, said } = await call(sipp.port)
    await sipp.done()
    expect(said.at(-1)).toBe('hung-up')
    expect(report).toMatchObject({ outcome: 'answered', hungUpByThem: true })
  })

  test('whoever gives up while it rings cancels it', async () => {
    const sipp = await startSipp(undo, { scenario: 'ring' })
    const stop = new AbortController()
    const { report, said } = await call(sipp.port, {
      stop: stop.signal,
      hear: ({ type }) => type === 'said' && setImmediate(() => stop.abort()),
    })
    await sipp.done()
    expect(said.at(-1)).toBe('cancelled')
    expect(report.outcome).toBe('stopped')
  })

  test('whoever gives up while it talks hangs up', async () => {
    const sipp = await startSipp(undo, { scenario: 'answer' })
    const stop = new AbortController()
    const { report } = await call(sipp.port, {
      stop: stop.signal,
      hear: (event) => event.type === 'said' && event.status === 200 && stop.abort(),
    })
    await sipp.done()
    expect(report).toMatchObject({ outcome: 'answered', hungUpByThem: false })
    expect(await sipp.messages()).toContain('BYE sip:')
  })

  test('what is lost on the way is sent again: the first INVITE, the first ACK, the first BYE', async () => {
    const relay = await startUdpRelay(undo, (text, count) => count === 1 && /^(?:INVITE|ACK|BYE) /.test(text))
    // It names the relay as where the call goes on.
    const sipp = await startSipp(undo, { scenario: 'answer', keys: { contact: `127.0.0.1:${relay.port}` } })
    relay.leadTo(sipp.port)
    const { report } = await call(relay.port)
    await sipp.done()
    expect(report.outcome).toBe('answered')
    expect(relay.lost.map((line) => line.split(' ')[0])).toEqual(['INVITE', 'ACK', 'BYE'])
  })
})
