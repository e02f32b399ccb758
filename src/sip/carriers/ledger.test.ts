import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Undo } from '../../../test/support/undo.ts'
import { itemOf } from './carrier.ts'
import { CarrierLedger } from './ledger.ts'

const undo = new Undo()
let dir: string
beforeEach(async () => {
  dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-ledger-')), (folder) => rm(folder, { recursive: true, force: true }))
})
afterEach(() => undo.run())

const read = (secret = 'the-token', provider = 'twilio') => CarrierLedger.read({ dir, provider, secret })
const item = (password: string, id: string | null = 'CR1') => itemOf({ kind: 'credential', name: 'livekit', id }, { password })

test('what was agreed on is known again by its fingerprint, and by the thing it is of', async () => {
  await (await read()).agree(item('first'), 'CR1')
  const ledger = await read()
  const agreed = ledger.agreed(item('first'))
  expect(ledger.same('password', 'first', agreed?.get('password'))).toBe(true)
  expect(ledger.same('password', 'second', agreed?.get('password'))).toBe(false)
  expect(ledger.same('other', 'first', agreed?.get('password'))).toBe(false)
  expect(ledger.agreed(item('first', 'CR2'))).toBeNull()
})

test('with another token nothing of it counts but what was begun', async () => {
  const first = await read()
  await first.agree(item('first'), 'CR1')
  await first.begin(itemOf({ kind: 'trunk', name: 'a' }, {}))
  const other = await read('another-token')
  expect(other.agreed(item('first'))).toBeNull()
  expect(other.isPending(itemOf({ kind: 'trunk', name: 'a' }, {}))).toBe(true)
  expect((await read('the-token', 'telnyx')).isPending(itemOf({ kind: 'trunk', name: 'a' }, {}))).toBe(false)
})

test('what was begun is open until it is agreed on or taken back', async () => {
  const ledger = await read()
  const trunk = itemOf({ kind: 'trunk', name: 'a' }, {})
  await ledger.begin(trunk)
  expect((await read()).isPending(trunk)).toBe(true)
  await ledger.agree(trunk, 'TK1')
  expect((await read()).isPending(trunk)).toBe(false)
  await ledger.begin(trunk)
  await ledger.forgetBeginning(trunk)
  expect((await read()).isPending(trunk)).toBe(false)
})

test('many at one time are all there afterwards', async () => {
  const ledger = await read()
  const items = Array.from({ length: 20 }, (_, index) =>
    itemOf({ kind: 'number', name: String(index), id: `PN${index}` }, { leadsTo: 'a' }),
  )
  await Promise.all(items.map((each) => ledger.agree(each, each.id ?? '')))
  const again = await read()
  expect(items.every((each) => again.agreed(each) !== null)).toBe(true)
})

const stored = { version: 1, provider: 'twilio', key: 'k', items: {}, pending: [], attested: null }
test.each([
  '',
  'no json',
  'null',
  '{"version":9}',
  '{"version":1,"items":null}',
  JSON.stringify({ ...stored, items: { 'credential livekit': { id: 5 } } }),
  JSON.stringify({ ...stored, attested: 'anna' }),
  JSON.stringify({ ...stored, attested: { by: 5, at: null } }),
])('a file that says %j is none', async (text) => {
  await mkdir(path.join(dir, '.voicectl'))
  await writeFile(path.join(dir, '.voicectl/carrier.json'), text)
  const ledger = await read()
  expect(ledger.agreed(item('first'))).toBeNull()
  expect(ledger.attested).toBeNull()
})

test('a word is kept for who reads it next, under any token', async () => {
  const word = { by: 'anna', at: '2026-01-01T00:00:00.000Z', checklist: 'mark' }
  await (await read()).attest(word)
  expect((await read('another-token')).attested).toEqual(word)
})
