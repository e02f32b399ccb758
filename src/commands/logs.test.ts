import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runVoicectl } from '../../test/support/voicectl.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-logs-'))
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: x\ntarget: local\n')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test('that nothing was written is said only where it is so', async () => {
  expect((await runVoicectl(['logs'], { cwd: dir })).stderr).toContain('Nothing was written yet.')
  const logDir = path.join(dir, '.voicectl', 'logs')
  await mkdir(logDir, { recursive: true })
  await writeFile(path.join(logDir, 'agent.log'), '2026-01-01T00:00:00.000Z hello\n')
  expect((await runVoicectl(['logs'], { cwd: dir })).stdout).toContain('hello')
  expect(await runVoicectl(['logs', '--lines', '0'], { cwd: dir })).toMatchObject({ stdout: '', stderr: '', exitCode: 0 })
})
