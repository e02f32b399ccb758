import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { Undo } from '../../../test/support/undo.ts'
import { probe } from './egress-output.ts'

const undo = new Undo()
afterEach(() => undo.run())

const subjectOf = (...outputs: string[]) => bareSubject({ egress: { healthUrl: null, outputs } })

test('a folder that only its owner may write, and the same after the printed command', async () => {
  const folder = undo.add(await mkdtemp(path.join(tmpdir(), "voicectl it's ")), (dir) => rm(dir, { recursive: true }))
  await chmod(folder, 0o700)
  const ill = await runOne(probe, subjectOf(folder))
  // Whoever runs this test may be one of the users that the image has.
  if ([1000, 1001].includes(process.getuid?.() ?? 0)) return
  expect(ill).toMatchObject({ status: 'fail', detail: `Egress can't write into ${folder}` })
  await promisify(execFile)('sh', ['-c', ill.finding?.fix.command ?? 'false'])
  expect(await runOne(probe, subjectOf(folder))).toMatchObject({ status: 'pass', detail: `egress can write into ${folder}` })
  const file = path.join(folder, 'file')
  await writeFile(file, '')
  expect((await runOne(probe, subjectOf(folder, file))).status).toBe('fail')
})

test('a folder of another machine is unknown; none at all is no fault', async () => {
  expect(await runOne(probe, subjectOf('/nowhere/at/all'))).toMatchObject({ status: 'unknown' })
  expect((await runOne(probe, subjectOf())).status).toBe('skipped')
  expect((await runOne(probe, bareSubject())).status).toBe('skipped')
})
