import { Chalk } from 'chalk'
import { afterEach, expect, test, vi } from 'vitest'
import { Failure } from '../core/failure.ts'
import { renderFailure } from './failure.ts'
import { glyphs, type Style } from './style.ts'
import { typed, withTyped } from './typed.ts'
import { viewInit } from './views/init.ts'
import { viewSummary } from './views/up.ts'

const LAUNCHED = { VOICECTL_LAUNCHED_AS: 'npx voicectl % --project-dir my-stack' }
const plain: Style = { color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width: 80 }

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a command is shown as it can be typed', () => {
  expect(typed('logs -f', {})).toBe('voicectl logs -f')
  expect(typed('logs -f', LAUNCHED)).toBe('npx voicectl logs -f --project-dir my-stack')
  expect(typed('down --project-dir /other', LAUNCHED)).toBe('npx voicectl down --project-dir /other')
  expect(withTyped('livekit.yaml is kept: voicectl generate', LAUNCHED)).toBe(
    'livekit.yaml is kept: npx voicectl generate --project-dir my-stack',
  )
  expect(withTyped('voicectl needs Node 24', {})).toBe('voicectl needs Node 24')
  expect(withTyped('voicectl init my-stack --yes', LAUNCHED)).toBe('npx voicectl init my-stack --yes')
  expect(withTyped('kill 12', LAUNCHED)).toBe('kill 12')
})

test('under a launcher everything that is shown says what works there', () => {
  vi.stubEnv('VOICECTL_LAUNCHED_AS', LAUNCHED.VOICECTL_LAUNCHED_AS)
  const failure = new Failure({ code: 'X', message: 'x', fix: [{ text: 'Stop it', command: 'voicectl down' }] })
  expect(renderFailure(failure, plain)).toContain('      npx voicectl down --project-dir my-stack')
  const made = { dir: '/w/a', name: 'a', target: 'local' as const, mode: 'live' as const }
  const lists = { files: [], missingKeys: [], environmentKeys: [], problems: [], fix: [], ignored: [], exposed: null, needsSip: false }
  expect(viewInit({ ...made, ...lists }, plain, '/w')).not.toMatch(/Next|voicectl up/)
  const urls = { pageUrl: 'http://localhost:3000', livekitUrl: 'ws://127.0.0.1:7880', logDir: '/w/a/logs' }
  const summary = viewSummary({ ...made, ...urls, agentName: 'a', startedAt: '', detached: false, notes: [] }, plain)
  expect(summary).toContain('logs      /w/a/logs (npx voicectl logs -f --project-dir my-stack)')
  expect(summary).toContain('stop      Ctrl-C, or npx voicectl down --project-dir my-stack')
})
