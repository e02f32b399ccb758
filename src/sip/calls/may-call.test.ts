import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assertMayCall, blocks, loadRules, type CallQuestion, type CallingRules } from './may-call.ts'
import { parseNumberList } from './number-list.ts'

const NUMBER = '+919876543210'
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-calling-'))
  await writeFile(path.join(dir, 'never.txt'), '# asked us\n+1 (510) 555-0100\n\n+919876543210 # by letter\n')
  await writeFile(path.join(dir, 'agreed.txt'), '+15105550100\n')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const question = (more: Partial<CallQuestion> = {}): CallQuestion => ({
  number: NUMBER,
  now: new Date('2026-11-26T12:00:00Z'),
  consent: null,
  ignoreQuietHours: false,
  ...more,
})
const codes = async (rules: CallingRules, asked = question()) => blocks(await loadRules(rules, dir), asked).map(({ code }) => code)
const ALL: CallingRules = {
  doNotCall: 'never.txt',
  consent: 'agreed.txt',
  quietHours: { from: '21:00', to: '08:00', timeZone: 'Asia/Kolkata' },
}

describe('somebody who is called', () => {
  it('without rules, and by rules that are kept: may be', async () => {
    expect(await codes({})).toEqual([])
    expect(await codes({ ...ALL, doNotCall: 'agreed.txt', consent: 'never.txt' })).toEqual([])
  })

  it('on the do-not-call list: never, whatever is said', async () => {
    const asked = question({ consent: 'by mail', ignoreQuietHours: true })
    expect(await codes(ALL, asked)).toEqual(['CALL_BLOCKED_DO_NOT_CALL'])
    const [block] = blocks(await loadRules(ALL, dir), asked)
    expect(block?.why).toBe('sip.calling.doNotCall: never.txt, line 4. No flag lifts this.')
    expect(block?.message).not.toContain(NUMBER)
  })

  it('without consent: not, unless it is said how it was given', async () => {
    const { doNotCall: _, ...rules } = ALL
    expect(await codes(rules)).toEqual(['CALL_BLOCKED_NO_CONSENT'])
    expect(await codes(rules, question({ consent: 'by mail on 3 May' }))).toEqual([])
    expect(await codes(rules, question({ number: '+15105550100' }))).toEqual([])
    expect(await codes({ consent: { required: true } }, question({ number: '+15105550100' }))).toEqual(['CALL_BLOCKED_NO_CONSENT'])
  })

  it.each([
    ['2026-11-26T15:29:00Z', false],
    ['2026-11-26T15:30:00Z', true],
    ['2026-11-26T18:30:00Z', true],
    ['2026-11-27T02:29:00Z', true],
    ['2026-11-27T02:30:00Z', false],
  ])('at %s in Kolkata, quiet from 21:00 to 08:00: blocked %s', async (at, blocked) => {
    const { quietHours } = ALL
    const rules = { quietHours } as CallingRules
    expect(await codes(rules, question({ now: new Date(at) }))).toEqual(blocked ? ['CALL_BLOCKED_QUIET_HOURS'] : [])
    expect(await codes(rules, question({ now: new Date(at), ignoreQuietHours: true }))).toEqual([])
  })

  it('quiet hours within one day have their own sense', async () => {
    const rules = { quietHours: { from: '12:00', to: '14:00', timeZone: 'UTC' } }
    expect(await codes(rules)).toEqual(['CALL_BLOCKED_QUIET_HOURS'])
    expect(await codes(rules, question({ now: new Date('2026-11-26T14:00:00Z') }))).toEqual([])
  })

  it('hears of all rules at once, the strongest first', async () => {
    const rules = await loadRules(ALL, dir)
    const asked = question({ now: new Date('2026-11-26T18:30:00Z') })
    expect(() => assertMayCall(rules, asked)).toThrow(
      expect.objectContaining({
        code: 'CALL_BLOCKED_DO_NOT_CALL',
        exit: 1,
        details: [expect.stringContaining('agreed.txt'), expect.stringContaining('21:00 to 08:00')],
      }),
    )
  })

  it('by a list that is not there or holds what is no number: nobody is called', async () => {
    await expect(loadRules({ doNotCall: 'none.txt' }, dir)).rejects.toMatchObject({ code: 'NUMBER_LIST_UNREADABLE', exit: 2 })
    await writeFile(path.join(dir, 'bad.txt'), '+15105550100\n5105550100\nAsha\n')
    await expect(loadRules({ doNotCall: 'bad.txt' }, dir)).rejects.toMatchObject({
      code: 'NUMBER_LIST_INVALID',
      problems: [{ line: 2 }, { line: 3 }],
    })
  })
})

it('a list is read in the forms in which people write numbers', () => {
  const { numbers, problems } = parseNumberList('\uFEFF00919876543210\r\n+1 510-555-0100\r\n#\r\n  \r\n', 'list')
  expect([[...numbers], problems]).toEqual([
    [
      ['+919876543210', 1],
      ['+15105550100', 2],
    ],
    [],
  ])
})
