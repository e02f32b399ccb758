import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { lacksRoot } from '../../../test/support/require.ts'
import { Undo } from '../../../test/support/undo.ts'
import { probe } from './host-disk.ts'

const run = promisify(execFile)
const undo = new Undo()
afterEach(() => undo.run())

async function folder(): Promise<string> {
  return undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-disk-')), (dir) => rm(dir, { recursive: true, force: true }))
}

/** A disk of so many megabytes, in memory. */
async function disk(megabytes: number): Promise<string> {
  const dir = await folder()
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir])
  return undo.add(dir, () => run('umount', ['--lazy', dir]))
}

describe.skipIf(lacksRoot('mounting a disk'))('disks of some size', () => {
  test('plenty passes, less than a gigabyte warns', async () => {
    expect(await runOne(probe, bareSubject({ dir: await disk(2000) }))).toMatchObject({
      status: 'pass',
      detail: expect.stringMatching(/^2000 MB of 2000 MB/),
    })
    expect(await runOne(probe, bareSubject({ dir: await disk(500) }))).toMatchObject({ status: 'warn', finding: { severity: 'warning' } })
  })

  test('next to nothing fails, and passes when there is room again', async () => {
    const dir = await disk(90)
    expect(await runOne(probe, bareSubject({ dir }))).toMatchObject({ status: 'fail', detail: expect.stringMatching(/^90 MB of/) })
    await run('mount', ['-o', 'remount,size=2000m', dir])
    expect(await runOne(probe, bareSubject({ dir }))).toMatchObject({ status: 'pass' })
  })
})

test('a folder that is gone is unknown', async () => {
  expect(await runOne(probe, bareSubject({ dir: '/no/such/folder' }))).toMatchObject({
    status: 'unknown',
    detail: expect.stringContaining('ENOENT'),
  })
})
