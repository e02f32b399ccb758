import { afterEach, expect, test } from 'vitest'
import { answering } from '../../test/support/answering.ts'
import { bareSubject, runOne } from '../../test/support/probing.ts'
import { Undo } from '../../test/support/undo.ts'
import { NUMBER, stackOf } from '../../test/support/carriers/bench.ts'
import type { ChainLink } from '../core/carrier-chain.ts'
import { carrierProbe } from './carrier-probe.ts'
import { chainResult } from './carrier-links.ts'
import type { Tools } from './probe.ts'
import { probe as checklist } from './probes/carrier-checklist.ts'
import { telnyx } from './probes/carrier-telnyx.ts'

const undo = new Undo()
afterEach(() => undo.run())

const link = (state: ChainLink['state'], detail: string, fix: string | null = null): ChainLink => ({
  way: 'inbound',
  link: 'number',
  state,
  detail,
  fix,
})
const ok = link('ok', 'fine')

test('the worst link counts, and what mends it is named', () => {
  const seen = chainResult([ok, link('warn', 'open'), link('wrong', 'it leads nowhere', 'voicectl sip carrier apply')], 'taken')
  expect(seen).toMatchObject({
    status: 'fail',
    detail: 'it leads nowhere',
    fix: [{ command: 'voicectl sip carrier apply' }, { command: 'voicectl sip carrier show' }],
  })
  expect(chainResult([ok, link('warn', 'it is open', 'Set a password')], null)).toMatchObject({
    status: 'warn',
    fix: [{ text: 'Set a password' }, {}],
  })
})

test('many wrong ones are counted', () => {
  const wrong = ['a', 'b', 'c', 'd', 'e'].map((text) => link('wrong', text))
  expect(chainResult(wrong, null).detail).toBe('a; b; c; and 2 more')
})

test('what could not be seen is never counted as well', () => {
  expect(chainResult([ok, ok, link('unknown', '?')], 'Twilio takes the key')).toEqual({
    status: 'pass',
    detail: 'Twilio takes the key; 2 links of the way between number and agent in order, 1 could not be seen',
  })
  expect(chainResult([], 'Twilio takes the key')).toEqual({ status: 'pass', detail: 'Twilio takes the key' })
})

function subjectWith(provider: 'plivo' | 'twilio' | 'telnyx') {
  return bareSubject({
    env: new Map([['TELNYX_API_KEY', 'KEY1']]),
    stack: {
      ...stackOf({ inbound: [{ name: 'in', numbers: [NUMBER] }], carrier: { provider } }, { TELNYX_API_KEY: 'KEY1' }),
      dir: '/nowhere',
    },
  })
}

const sight = (links: ChainLink[], attested: Awaited<ReturnType<Tools['carrierChain']>>['attested']) => ({
  carrierChain: () => Promise.resolve({ links, attested }),
})

test('a carrier that is set up by hand: a word is asked for, is out of date, or is good while our side is', async () => {
  const word = { by: 'anna', at: '2026-01-01T00:00:00.000Z', isCurrent: true }
  const look = (tools: object) => runOne(checklist, subjectWith('plivo'), tools)
  expect(await look(sight([ok], null))).toMatchObject({ status: 'warn', detail: 'nobody has said yet that the carrier is set up' })
  expect(await look(sight([ok], { ...word, isCurrent: false }))).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('something else since'),
  })
  expect(await look(sight([ok], word))).toMatchObject({ status: 'pass', detail: expect.stringContaining('anna said') })
  expect(await look(sight([link('wrong', 'no trunk takes it')], word))).toMatchObject({ status: 'fail', detail: 'no trunk takes it' })
})

test.each([
  [
    { by: 'anna', at: '2026-01-01T10:30:15.123Z', isCurrent: false },
    'anna said at 2026-01-01 10:30 UTC that the carrier is set up; what is to be set is something else since',
  ],
  [null, 'nobody has said yet'],
])('a word that does not hold is told beside what is wrong and what is open: %j', async (word, said) => {
  for (const [state, status] of [
    ['wrong', 'fail'],
    ['warn', 'warn'],
  ] as const) {
    const seen = await runOne(checklist, subjectWith('plivo'), sight([link(state, 'no trunk takes it', 'voicectl sip apply')], word))
    expect(seen).toMatchObject({ status, detail: expect.stringContaining(`no trunk takes it; ${said}`) })
    expect(seen.finding?.fix.command).toBe('voicectl sip apply')
    expect(seen.finding?.otherFixes.map(({ command }) => command)).toContain('voicectl sip carrier apply --done')
  }
})

test('it is for no other carrier', () => {
  expect(checklist.needs(subjectWith('twilio'))).toBe('voicectl asks the carrier itself')
  expect(checklist.needs(bareSubject())).toBe('voicectl.yaml names no carrier')
})

test('one that has an API: its credentials first, then the way of a call through it', async () => {
  let status = 401
  const url = await answering(undo, (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"data":{"balance":"5"}}'),
  )
  const probe = carrierProbe(telnyx(url))
  const wrong = sight([link('wrong', '+15105550100 leads nowhere', 'voicectl sip carrier apply')], null)
  expect(await runOne(probe, subjectWith('telnyx'), wrong)).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('refuses TELNYX_API_KEY'),
  })
  status = 200
  expect(await runOne(probe, subjectWith('telnyx'), wrong)).toMatchObject({ status: 'fail', detail: '+15105550100 leads nowhere' })
  expect(await runOne(probe, subjectWith('telnyx'), sight([ok], null))).toMatchObject({
    status: 'pass',
    detail: expect.stringContaining('1 link of the way'),
  })
  // Of another carrier's stack only the credentials are looked at.
  expect(await runOne(probe, subjectWith('twilio'), wrong)).toMatchObject({ status: 'pass' })
})
