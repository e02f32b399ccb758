import { expect, test } from 'vitest'
import { bareSubject } from '../../test/support/probing.ts'
import type { Probe, ProbeResult } from './probe.ts'
import { chooseProbes, runProbes, type ProbeEvent } from './run-probes.ts'
import { createTools } from './tools.ts'

function fake(id: string, run: Probe['run'] | ProbeResult, more: Partial<Probe> = {}): Probe {
  const look = typeof run === 'function' ? run : async () => run
  return { id, title: id, after: [], timeoutMs: 2000, needs: () => true, run: look, ...more }
}
const pass: ProbeResult = { status: 'pass', detail: 'well' }
const fail: ProbeResult = { status: 'fail', detail: 'broken', cause: 'It is.', fix: [{ text: 'Mend it' }, { text: 'Or not' }] }
const run = (probes: Probe[], options: { limitMs?: number; secrets?: string[]; onEvent?: (event: ProbeEvent) => void } = {}) =>
  runProbes({ probes, subject: bareSubject({ secrets: options.secrets ?? [] }), tools: createTools().tools, ...options })

test('a failure becomes a finding with its fixes, a warning one of less severity', async () => {
  const { findings } = await run([fake('a.b', fail), fake('c.d', { ...fail, status: 'warn' }), fake('e.f', pass)])
  expect(findings).toMatchObject([
    {
      id: 'a.b',
      severity: 'error',
      message: 'broken',
      why: 'It is.',
      fix: { text: 'Mend it' },
      otherFixes: [{ text: 'Or not' }],
      places: [],
    },
    { id: 'c.d', severity: 'warning' },
  ])
})

test('what raises is unknown with the reason, never well', async () => {
  const raising = fake('a.b', () => Promise.reject(new Error('no way')))
  const atOnce = fake('c.d', () => {
    throw new Error('at once')
  })
  const { probes, findings } = await run([raising, atOnce])
  expect(probes).toMatchObject([
    { status: 'unknown', detail: "couldn't look: no way" },
    { status: 'unknown', detail: "couldn't look: at once" },
  ])
  expect(findings).toEqual([])
})

test('what takes too long is unknown, also where it ignores its signal', async () => {
  const never = fake('a.b', () => new Promise<ProbeResult>(() => {}), { timeoutMs: 30 })
  const { probes } = await run([never])
  expect(probes[0]).toMatchObject({ status: 'unknown', detail: 'nothing seen within 0.03 s' })
})

test('the whole run is bounded', async () => {
  const slow = ['a.b', 'c.d', 'e.f'].map((id) => fake(id, () => new Promise<ProbeResult>(() => {}), { timeoutMs: 60_000 }))
  const began = performance.now()
  const { probes } = await run(slow, { limitMs: 50 })
  expect(performance.now() - began).toBeLessThan(2000)
  expect(probes.map(({ status }) => status)).toEqual(['unknown', 'unknown', 'unknown'])
})

test('probes run side by side', async () => {
  const gate = Promise.withResolvers<ProbeResult>()
  const waiting = fake('a.b', () => gate.promise)
  const opening = fake('c.d', async () => {
    gate.resolve(pass)
    return pass
  })
  const { probes } = await run([waiting, opening])
  expect(probes.map(({ status }) => status)).toEqual(['pass', 'pass'])
})

test('behind a failure a probe is skipped, and so is what is behind that one; it does not look', async () => {
  let looked = 0
  const look = async () => {
    looked++
    return pass
  }
  const { probes } = await run([fake('c.c', look, { after: ['b.b'] }), fake('b.b', look, { after: ['a.a'] }), fake('a.a', fail)])
  expect(probes.map(({ status, detail }) => [status, detail])).toEqual([
    ['skipped', 'because a.a failed'],
    ['skipped', 'because a.a failed'],
    ['fail', 'broken'],
  ])
  expect(looked).toBe(0)
})

test('what a failure means is the reason of those behind it', async () => {
  const { probes } = await run([fake('b.b', pass, { after: ['a.a'] }), fake('a.a', fail, { broken: 'nothing runs' })])
  expect(probes[0]).toMatchObject({ status: 'skipped', detail: 'because nothing runs (a.a)' })
})

test('what is not configured, warns or is unknown blocks nothing behind it', async () => {
  const before = [
    fake('a.a', pass, { needs: () => 'not there' }),
    fake('b.b', { ...fail, status: 'warn' }),
    fake('c.c', () => Promise.reject(new Error('no'))),
  ]
  const { probes } = await run([...before, fake('d.d', pass, { after: ['a.a', 'b.b', 'c.c', 'not.here'] })])
  expect(probes.map(({ status }) => status)).toEqual(['skipped', 'warn', 'unknown', 'pass'])
  expect(probes[0]?.detail).toBe('not there')
})

test('secrets are in no text of a report or finding', async () => {
  const secret = 'the-secret-itself'
  const telling: ProbeResult = {
    status: 'fail',
    detail: `has ${secret}`,
    cause: `of ${secret}`,
    fix: [{ text: secret, command: `x ${secret}` }],
  }
  expect(JSON.stringify(await run([fake('a.b', telling)], { secrets: [secret] }))).not.toContain(secret)
})

test('events tell what begins and what ends, with counts', async () => {
  const events: ProbeEvent[] = []
  await run([fake('a.b', pass), fake('c.d', pass, { needs: () => 'no' })], { onEvent: (event) => events.push(event) })
  expect(events.filter(({ type }) => type === 'begun')).toHaveLength(1)
  expect(events.filter((event) => event.type === 'ended').map((event) => `${event.done}/${event.total}`)).toEqual(['1/2', '2/2'])
})

test('a probe by its id or area comes with what it needs; what is for a public host only comes with prod or by name', () => {
  const probes = [
    fake('b.one', pass),
    fake('b.two', pass),
    fake('server.x', pass, { after: ['b.one'] }),
    fake('d.p', pass, { prodOnly: true }),
  ]
  const ids = (only: string[], prod = false) => chooseProbes(probes, { only, prod }).map(({ id }) => id)
  expect(ids([])).toEqual(['server.x', 'b.one', 'b.two'])
  expect(ids([], true)).toContain('d.p')
  expect(ids(['server.x'])).toEqual(['server.x', 'b.one'])
  expect(ids(['b'])).toEqual(['b.one', 'b.two'])
  expect(ids(['d.p'])).toEqual(['d.p'])
})
