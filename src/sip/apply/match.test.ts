import { expect, test } from 'vitest'
import type { SipDispatchRule, SipKind, SipResource, SipState } from '../../core/sip-resources.ts'
import type { LiveResource } from './live.ts'
import { matchResources } from './match.ts'

const live = (id: string, resource: SipResource, owner: string | null = 'mine', kind: SipKind = 'inbound'): LiveResource => ({
  kind,
  id,
  resource,
  owner,
})
const state = (desired: Partial<SipState>): SipState => ({ inbound: [], outbound: [], rules: [], ...desired })
const options = { owner: 'mine', scope: ['inbound', 'outbound', 'rules'] as const, partial: false }

function matched(desired: Partial<SipState>, actual: LiveResource[], { partial }: { partial: boolean } = options) {
  const { matches, surplus, foreign, problems } = matchResources(state(desired), actual, { ...options, partial })
  return {
    ids: matches.map((match) => match.live?.id ?? null),
    surplus: surplus.map(({ id }) => id),
    foreign: foreign.map(({ id }) => id),
    problems,
  }
}

test('by name; what is left of ours is too much, what is of others is none of our business', () => {
  const actual = [
    live('1', { name: 'a' }),
    live('2', { name: 'b', numbers: ['+1'] }),
    live('3', { name: 'c' }, null),
    live('4', { name: 'd' }, 'other'),
  ]
  expect(matched({ inbound: [{ name: 'a' }, { name: 'new' }] }, actual)).toEqual({
    ids: ['1', null],
    surplus: ['2'],
    foreign: ['3', '4'],
    problems: [],
  })
})

test('a name counts among its own kind', () => {
  expect(matched({ inbound: [{ name: 'a' }] }, [live('1', { name: 'a' }, 'mine', 'outbound')]).ids).toEqual([null])
})

test('ours before one that somebody else gave the same name', () => {
  expect(matched({ inbound: [{ name: 'a' }] }, [live('1', { name: 'a' }, null), live('2', { name: 'a' })]).ids).toEqual(['2'])
})

test('two of ours with one name are no guess', () => {
  const { problems } = matched({ inbound: [{ name: 'a' }] }, [live('ST_1', { name: 'a' }), live('ST_2', { name: 'a' })])
  expect(problems).toEqual([{ message: expect.stringContaining('ST_1, ST_2'), fix: expect.stringContaining('id') }])
})

test('the id before the name; one that is not there is told, with the near one', () => {
  const actual = [live('ST_abcdef', { name: 'a' }), live('ST_2', { name: 'b' })]
  expect(matched({ inbound: [{ name: 'b', sipTrunkId: 'ST_abcdef' }] }, actual).ids).toEqual(['ST_abcdef'])
  expect(matched({ inbound: [{ name: 'a', sipTrunkId: 'ST_abcdeg' }] }, actual).problems[0]?.fix).toBe('Did you mean ST_abcdef?')
})

test('what belongs to another stack is not taken', () => {
  expect(matched({ inbound: [{ name: 'a' }] }, [live('1', { name: 'a' }, 'other')]).problems[0]?.message).toContain(
    'belongs to the stack other',
  )
})

test('a new name for the same numbers is a rename; of others nothing is renamed, nor what could be two', () => {
  const renamed = (actual: LiveResource[]) => matched({ inbound: [{ name: 'new', numbers: ['+1 (555) 000-1111'] }] }, actual).ids
  expect(renamed([live('1', { name: 'old', numbers: ['+15550001111'] })])).toEqual(['1'])
  expect(renamed([live('1', { name: 'old', numbers: ['+15550001111'] }, null)])).toEqual([null])
  expect(renamed([live('1', { name: 'old', numbers: ['+15550001112'] })])).toEqual([null])
  const outbound = { name: 'new', address: 'a.example.com', numbers: ['+1'] }
  const twice = [live('1', { ...outbound, name: 'x' }, 'mine', 'outbound'), live('2', { ...outbound, name: 'y' }, 'mine', 'outbound')]
  expect(matched({ outbound: [outbound] }, twice).ids).toEqual([null])
})

test('a part of what there is to be renames nothing, and leaves nothing over', () => {
  const actual = [live('1', { name: 'a', numbers: ['+1'] }), live('2', { name: 'any call' }, 'mine', 'rules')]
  const desired = { inbound: [{ name: 'b', numbers: ['+1'] }], rules: [{ name: 'every call' }] }
  expect(matched(desired, actual)).toMatchObject({ ids: ['1', '2'], surplus: [] })
  expect(matched(desired, actual, { partial: true })).toMatchObject({ ids: [null, null], surplus: [] })
})

test('a rule has another name where it takes the same calls over the same trunks', () => {
  const actual = [
    live('ST_a', { name: 'a', numbers: ['+1'] }),
    live('ST_b', { name: 'b', numbers: ['+2'] }),
    live('SDR_1', { name: 'sales', trunkIds: ['ST_a'] }, 'mine', 'rules'),
  ]
  const trunks = [
    { name: 'a', numbers: ['+1'] },
    { name: 'b', numbers: ['+2'] },
  ]
  const ids = (rule: SipDispatchRule) => matched({ inbound: trunks, rules: [rule] }, actual).ids
  expect(ids({ name: 'support', trunkIds: ['a'] })).toEqual(['ST_a', 'ST_b', 'SDR_1'])
  expect(ids({ name: 'support', trunkIds: ['b'] })).toEqual(['ST_a', 'ST_b', null])
  expect(ids({ name: 'support' })).toEqual(['ST_a', 'ST_b', null])
})

test('what is named by its id is nobody else’s by name', () => {
  const actual = [live('ST_x', { name: 'a', numbers: ['+1'] })]
  expect(
    matched(
      {
        inbound: [
          { name: 'a', numbers: ['+9'] },
          { name: 'old', sipTrunkId: 'ST_x' },
        ],
      },
      actual,
    ),
  ).toMatchObject({ ids: [null, 'ST_x'], problems: [] })
  const { problems } = matched(
    {
      inbound: [
        { name: 'a', sipTrunkId: 'ST_x' },
        { name: 'b', sipTrunkId: 'ST_x' },
      ],
    },
    actual,
  )
  expect(problems).toEqual([
    { message: 'Inbound trunk "b" is ST_x on the server, and so is another one that is declared', fix: expect.any(String) },
  ])
})
