import { lstat, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeInPlace } from './apply-files.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-apply-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const fileOf = (name: string) => path.join(dir, name)

test('a link to a file that is not there yet stays a link', async () => {
  await mkdir(fileOf('elsewhere'))
  await symlink('elsewhere/second', fileOf('first'))
  await symlink('env', fileOf('elsewhere/second'))
  await writeInPlace(fileOf('first'), 'A=1\n', 0o600)
  expect((await lstat(fileOf('first'))).isSymbolicLink()).toBe(true)
  expect(await readFile(fileOf('elsewhere/env'), 'utf8')).toBe('A=1\n')
})

test('links in a circle are a Failure', async () => {
  await symlink('b', fileOf('a'))
  await symlink('a', fileOf('b'))
  await expect(writeInPlace(fileOf('a'), '')).rejects.toMatchObject({ code: 'FILE_NOT_WRITABLE' })
})
