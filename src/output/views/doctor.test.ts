import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { DoctorResult } from '../../doctor/run-probes.ts'
import { glyphs, type Style } from '../style.ts'
import { viewDoctor } from './doctor.ts'

const style = (more: Partial<Style> = {}): Style => ({
  color: new Chalk({ level: 0 }),
  glyph: glyphs({ LANG: 'C.UTF-8' }),
  width: 10_000,
  ...more,
})
const report = (id: string, status: DoctorResult['probes'][number]['status'], detail: string) => ({ id, title: id, status, detail, ms: 3 })
const result: DoctorResult = {
  probes: [
    report('server.reachable', 'pass', 'LiveKit answers'),
    report('server.auth', 'warn', 'the clock is 40 s behind'),
    report('redis.reachable', 'fail', "Redis can't be reached"),
    report('sip.alive', 'skipped', 'not configured'),
    report('sip.service', 'skipped', "because Redis can't be reached (redis.reachable)"),
    report('media.udp', 'unknown', 'nothing seen within 9 s'),
    report('egress.alive', 'skipped', 'not configured'),
  ],
  findings: [
    {
      id: 'redis.reachable',
      severity: 'error',
      message: "Redis can't be reached",
      why: 'It does not run.',
      fix: { text: 'Start it', command: 'voicectl up' },
      otherFixes: [{ text: 'Or read its log' }],
      places: [],
      edits: [],
    },
    {
      id: 'server.auth',
      severity: 'warning',
      message: 'the clock is 40 s behind',
      why: 'It drifts.',
      fix: { text: 'Set it' },
      otherFixes: [],
      places: [],
      edits: [],
    },
  ],
}

test('a line for each probe that looked and for each reason not to, causes and fixes with the failures last, and the counts', () => {
  expect(viewDoctor(result, style())).toBe(
    [
      '✓ server.reachable  LiveKit answers',
      '! server.auth       the clock is 40 s behind',
      "✗ redis.reachable   Redis can't be reached",
      '? media.udp         unknown: nothing seen within 9 s',
      '· skipped, not configured: sip.alive, egress.alive',
      "· skipped, because Redis can't be reached (redis.reachable): sip.service",
      '',
      'warning: the clock is 40 s behind (server.auth)',
      '   It drifts.',
      '   → Set it',
      '',
      "error: Redis can't be reached (redis.reachable)",
      '   It does not run.',
      '   → Start it:',
      '       voicectl up',
      '   → Or read its log',
      '',
      '1 passed, 1 warning, 1 failed, 3 skipped, 1 unknown',
    ].join('\n'),
  )
})

test('an area of which every probe is skipped for one reason is one word', () => {
  const probes = ['a.one', 'a.two', 'b.one', 'c.one'].map((id) => report(id, 'skipped', 'not there'))
  const text = viewDoctor({ probes: [...probes, report('c.two', 'pass', 'well')], findings: [] }, style())
  expect(text).toContain('· skipped, not there: a.*, b.one, c.one\n')
})

test('without UTF-8 it is all ASCII', () => {
  // oxlint-disable-next-line no-control-regex
  expect(viewDoctor(result, style({ glyph: glyphs({ LANG: 'C' }) }))).toMatch(/^[\u0000-\u007F]*$/)
})

test.each([40, 60, 80])('with %d columns no line is wider, but for commands', (width) => {
  const long = { ...result, probes: result.probes.map((probe) => ({ ...probe, detail: `${probe.detail} `.repeat(12).trim() })) }
  // The counts are one line for programs, whatever the width.
  const lines = viewDoctor(long, style({ width })).split('\n').slice(0, -1)
  expect(lines.filter((line) => line.length > width)).toEqual([])
})

test('control characters of servers do not reach the terminal', () => {
  const evil = { ...result, probes: [report('a.b', 'pass', 'x\u001B[2Jy\u0007')] }
  // oxlint-disable-next-line no-control-regex
  expect(viewDoctor(evil, style())).not.toMatch(/[\u0007\u001B]/)
})
