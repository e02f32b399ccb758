import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { ServiceStatus, StackStatus, StackSummary } from '../../runtime/runtime.ts'
import { glyphs, type Style } from '../style.ts'
import { logLineView } from './logs.ts'
import { duration, viewStatus } from './status.ts'
import { viewDown, viewSummary, viewUp } from './up.ts'

const plain = (width = 10_000): Style => ({ color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width })

const summary: StackSummary = {
  name: 'shop',
  dir: '/srv/shop',
  target: 'local',
  mode: 'demo',
  pageUrl: 'http://localhost:3000',
  livekitUrl: 'ws://127.0.0.1:7880',
  agentName: 'voice-agent',
  logDir: '/srv/shop/.voicectl/logs',
  startedAt: '2026-01-01T10:00:00.000Z',
  detached: false,
  notes: [],
}

const service = (more: Partial<ServiceStatus>): ServiceStatus => ({
  name: 'livekit',
  state: 'ready',
  pid: 100,
  startedAt: '2026-01-01T10:00:00.000Z',
  uptimeSeconds: 200,
  restarts: 0,
  address: 'ws://127.0.0.1:7880',
  detail: null,
  ...more,
})

const status: StackStatus = {
  dir: '/srv/shop',
  state: 'running',
  supervisorPid: 99,
  summary,
  services: [
    service({}),
    service({
      name: 'agent',
      state: 'failed',
      pid: null,
      uptimeSeconds: null,
      restarts: 5,
      address: 'http://127.0.0.1:8081',
      detail: 'agent ended (exit code 1)',
    }),
  ],
}

test('the summary says honestly that it is a demo', () => {
  expect(viewSummary(summary, plain())).toMatchInlineSnapshot(`
    "✓ shop is up

      page      http://localhost:3000
      LiveKit   ws://127.0.0.1:7880
      agent     voice-agent
      mode      demo: no provider keys in .env, so a small fixed script answers
      logs      /srv/shop/.voicectl/logs (voicectl logs -f)
      stop      Ctrl-C, or voicectl down"
  `)
})

test('a detached one is stopped with down', () => {
  const text = viewUp({ outcome: 'detached', summary: { ...summary, mode: 'live', detached: true, notes: ['TLS is by Caddy.'] } }, plain())
  expect(text).toContain('stop      voicectl down')
  expect(text).toContain('mode      live')
  expect(text).toContain('TLS is by Caddy.')
})

test('in a narrow terminal no command is cut', () => {
  const lines = viewSummary(summary, plain(50)).split('\n')
  expect(lines).toContain('  logs      /srv/shop/.voicectl/logs')
  expect(lines).toContain('            voicectl logs -f')
})

test('a second up says so', () => {
  const began = new Date(2026, 0, 1, 23, 1)
  const show = (now: Date) => viewUp({ outcome: 'already-running', summary: { ...summary, startedAt: began.toISOString() } }, plain(), now)
  const text = show(new Date(2026, 0, 1, 23, 4, 20))
  expect(text.split('\n')[0]).toBe('✓ shop is up already, since 23:01 (3m 20s)')
  // This `up` has returned: Ctrl-C would end nothing.
  expect(text).toContain('  stop      voicectl down')
  expect(text).not.toContain('Ctrl-C')
  expect(show(new Date(2026, 0, 2, 0, 2)).split('\n')[0]).toBe('✓ shop is up already, since 2026-01-01 23:01 (1h 1m)')
})

test('the table of services', () => {
  expect(viewStatus(status, plain())).toMatchInlineSnapshot(`
    "shop (demo), page http://localhost:3000: running, 1 failed

    SERVICE  STATE   PID  UPTIME  RESTARTS  ADDRESS                DETAIL
    livekit  ready   100  3m 20s  0         ws://127.0.0.1:7880
    agent    failed  -    -       5         http://127.0.0.1:8081  agent ended (exit code 1)"
  `)
})

test('in a narrow terminal details go below', () => {
  expect(viewStatus(status, plain(80))).toMatchInlineSnapshot(`
    "shop (demo), page http://localhost:3000: running, 1 failed

    SERVICE  STATE   PID  UPTIME  RESTARTS  ADDRESS
    livekit  ready   100  3m 20s  0         ws://127.0.0.1:7880
    agent    failed  -    -       5         http://127.0.0.1:8081
      agent ended (exit code 1)"
  `)
})

test('nothing runs', () => {
  expect(viewStatus({ dir: '/srv/shop', state: 'stopped', supervisorPid: null, summary: null, services: [] }, plain())).toContain(
    'Nothing runs in /srv/shop',
  )
  expect(viewDown({ stopped: [], wasRunning: false, orphans: false }, '/srv/shop', plain())).toBe('Nothing runs in /srv/shop')
})

test('down names what it stopped and how', () => {
  const stopped = [
    { name: 'agent', pid: 1, how: 'ended' as const },
    { name: 'livekit', pid: 2, how: 'killed' as const },
  ]
  expect(viewDown({ stopped, wasRunning: true, orphans: true }, '/srv/shop', plain())).toBe(
    '✓ Stopped agent\n  Stopped by force: livekit\n  Their supervisor had ended before them.',
  )
})

test('durations in the two largest units', () => {
  expect([5, 65, 3700, 90_000].map(duration)).toEqual(['5s', '1m 5s', '1h 1m', '1d 1h'])
})

test('a log line in columns, as long as it is', () => {
  const time = new Date(2026, 0, 1, 9, 8, 7).toISOString()
  expect(logLineView(plain(20))({ time, service: 'web', text: 'x'.repeat(100) })).toBe(`09:08:07 web      ${'x'.repeat(100)}`)
})

test("a program's own time is left out, and its tabs are narrow", () => {
  const time = new Date(2026, 0, 1, 9, 8, 7).toISOString()
  const show = (text: string) => logLineView(plain())({ time, service: 'livekit', text })
  expect(show('2026-01-01T09:08:07.123Z\tINFO\tlivekit\tstarting')).toBe('09:08:07 livekit  INFO  livekit  starting')
  expect(show('09:08:07 info  Stopped')).toBe('09:08:07 livekit  info  Stopped')
  expect(show('10:30 is when the shop opens')).toBe('09:08:07 livekit  10:30 is when the shop opens')
})
