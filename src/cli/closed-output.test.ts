import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanEnv } from '../../test/support/voicectl.ts'
import { packageRoot } from '../platform/package-root.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-closed-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const start = (...args: string[]) =>
  spawn(process.execPath, [path.join(packageRoot, 'bin/dev.js'), ...args], { cwd: dir, env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] })

test('from source too, a reader of stderr that is gone hides no exit code', async () => {
  const child = start('nosuch')
  child.stderr.destroy()
  expect(await once(child, 'exit')).toEqual([2, null])
})

test('a reader that has seen enough of what goes on is a normal end', async () => {
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: a\ntarget: local\n')
  await mkdir(path.join(dir, '.voicectl/logs'), { recursive: true })
  await writeFile(path.join(dir, '.voicectl/logs/web.log'), '2026-01-01T00:00:00.000Z a line of the page\n'.repeat(20_000))
  const child = start('logs', '--follow', '--lines', '20000')
  const said = text(child.stderr)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await said).toBe('')
})
