import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Value } from '../../plan/plan.ts'
import { AppliedRecord } from './record.ts'
import { readSince } from './snapshot.ts'

let dir: string
const options = () => ({ dir, server: 'ws://a', key: 'k', secret: 's' })
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-record-'))
  await mkdir(path.join(dir, '.voicectl/sip/snapshots'), { recursive: true })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const item = { kind: 'inbound', name: 'a', id: 'X', fields: new Map<string, Value>() }

test.each([
  '',
  'null',
  '{}',
  '{"version":2,"server":"ws://a","key":"k","resources":null}',
  '{"version":2,"server":"ws://a","key":"k","resources":{"inbound X":null}}',
])('a record that is none says nothing: %s', async (text) => {
  await writeFile(path.join(dir, '.voicectl/sip/applied.json'), text)
  expect((await AppliedRecord.read(options())).agreed(item)).toBeNull()
})

test.each([
  '',
  'null',
  '{}',
  '{"server":"ws://a","key":"k","changes":[null]}',
  '{"server":"ws://a","key":"k","changes":[{}]}',
  '{"server":"ws://a","key":"k","changes":[{"action":"create","kind":"foo","name":"a","id":null,"before":null}]}',
])('a snapshot that is none is refused: %s', async (text) => {
  await writeFile(path.join(dir, '.voicectl/sip/snapshots/one.json'), text)
  await expect(readSince('one.json', options())).rejects.toMatchObject({ code: 'SNAPSHOT_UNREADABLE' })
})

test('texts of its owner are kept as fingerprints, as they may hold what stands in .env', async () => {
  const record = await AppliedRecord.read(options())
  record.agree('inbound', 'X', {
    ...item,
    fields: new Map<string, Value>([
      ['metadata', 'token-1'],
      ['numbers', ['+1']],
    ]),
  })
  await record.write()
  const again = (await AppliedRecord.read(options())).agreed(item)
  expect([again?.get('metadata'), again?.get('numbers')]).toEqual([expect.stringMatching(/^hmac:/), ['+1']])
  expect(record.same('metadata', 'token-1', again?.get('metadata'))).toBe(true)
})
