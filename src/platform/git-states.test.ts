import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitStates } from './git-states.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-git-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

test('tells tracked, ignored and new files apart, also below the root of the repository', async () => {
  execFileSync('git', ['init', '-q'], { cwd: dir })
  await writeFile(path.join(dir, '.gitignore'), '.env\n')
  for (const file of ['.env', 'livekit.yaml', 'ä b.yaml']) await writeFile(path.join(dir, file), '')
  execFileSync('git', ['add', 'livekit.yaml', '.gitignore'], { cwd: dir })
  const state = await gitStates(dir, ['.env', 'livekit.yaml', 'ä b.yaml'])
  expect(['.env', 'livekit.yaml', 'ä b.yaml'].map((file) => state(file))).toEqual(['ignored', 'tracked', 'untracked'])
})

test('says none outside of a repository', async () => {
  expect((await gitStates(dir, ['a']))('a')).toBe('none')
})
