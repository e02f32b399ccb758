import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from './lock-file.ts'
import { identify } from './processes.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-lock-'))
  file = path.join(folder, 'state', 'lock')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const leaveLock = async (holder: unknown) => {
  await takeLock(file)
  await writeFile(file, JSON.stringify(holder))
}

test('one holder at a time, and again after its release', async () => {
  const first = await takeLock(file)
  expect(await takeLock(file)).toEqual({ holder: await identify(process.pid) })
  if ('release' in first) await first.release()
  expect(await takeLock(file)).toHaveProperty('release')
})

test("a dead process's lock is taken over by exactly one of many", async () => {
  const self = await identify(process.pid)
  // The same pid with another start: a reused one.
  await leaveLock({ ...self, began: 'an earlier boot:1' })
  const results = await Promise.all(Array.from({ length: 20 }, () => takeLock(file)))
  expect(results.filter((result) => 'release' in result)).toHaveLength(1)
  expect(await readdir(path.dirname(file))).toEqual(['lock'])
})

test('an unreadable lock is a dead one', async () => {
  await leaveLock('')
  expect(await takeLock(file)).toHaveProperty('release')
})

test('a takeover that was left over counts as dead, also where a clock was set back since', async () => {
  await leaveLock('')
  const takeover = `${file}.takeover`
  await writeFile(takeover, '')
  const later = new Date(Date.now() + 86_400_000)
  await utimes(takeover, later, later)
  expect(await takeLock(file)).toHaveProperty('release')
})

test('a folder in its place is a dead one, too', async () => {
  await mkdir(file, { recursive: true })
  expect(await takeLock(file)).toHaveProperty('release')
})
