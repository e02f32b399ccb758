import { describe, expect, test } from 'vitest'
import { fieldsOf } from './fields.ts'
import { isSame, planChanges, type Item, type PlanInput, type Value } from './plan.ts'

const item = (fields: Record<string, Value>, id: string | null = null): Item => ({
  kind: 'lamp',
  name: 'hall',
  id,
  fields: new Map(Object.entries(fields)),
})
const nothingAgreed: Pick<PlanInput, 'agreed' | 'same'> = { agreed: () => null, same: (_, a, b) => isSame(a, b) }

function planned(desired: Record<string, Value>, actual: Record<string, Value>, agreed: Record<string, Value> | null) {
  const known = agreed === null ? null : new Map(Object.entries(agreed))
  return planChanges({
    pairs: [{ desired: item(desired), actual: item(actual, 'L1') }],
    surplus: [],
    ...nothingAgreed,
    agreed: () => known,
  })
}

describe('planChanges', () => {
  test('what is not there is created with all its fields', () => {
    const plan = planChanges({ pairs: [{ desired: item({ colour: 'red' }), actual: null }], surplus: [], ...nothingAgreed })
    expect(plan).toEqual({
      changes: [
        {
          action: 'create',
          kind: 'lamp',
          name: 'hall',
          id: null,
          fields: [{ path: 'colour', from: undefined, to: 'red', side: 'ours' }],
        },
      ],
      unchanged: 0,
    })
  })

  test('an empty item is created too', () => {
    expect(planChanges({ pairs: [{ desired: item({}), actual: null }], surplus: [], ...nothingAgreed }).changes).toMatchObject([
      { action: 'create', fields: [] },
    ])
  })

  test('what is the same is no change', () => {
    expect(planned({ colour: 'red', at: { b: 1, a: 2 } }, { at: { a: 2, b: 1 }, colour: 'red' }, null)).toEqual({
      changes: [],
      unchanged: 1,
    })
  })

  test('what is there and not wanted is deleted', () => {
    const plan = planChanges({ pairs: [], surplus: [item({ colour: 'red' }, 'L1')], ...nothingAgreed })
    expect(plan.changes).toMatchObject([{ action: 'delete', id: 'L1', fields: [{ path: 'colour', from: 'red', to: undefined }] }])
  })

  test.each<[string, Record<string, Value>, Record<string, Value>, Record<string, Value> | null, string]>([
    ['we changed it', { colour: 'red' }, { colour: 'blue' }, { colour: 'blue' }, 'ours'],
    ['they changed it', { colour: 'blue' }, { colour: 'red' }, { colour: 'blue' }, 'theirs'],
    ['both changed it', { colour: 'red' }, { colour: 'green' }, { colour: 'blue' }, 'both'],
    ['nobody knows', { colour: 'red' }, { colour: 'green' }, null, 'unknown'],
    ['we took it away', {}, { colour: 'blue' }, { colour: 'blue' }, 'ours'],
    ['they added it', {}, { colour: 'blue' }, {}, 'theirs'],
    ['they took it away', { colour: 'blue' }, {}, { colour: 'blue' }, 'theirs'],
  ])('%s', (_, desired, actual, agreed, side) => {
    const { changes } = planned(desired, actual, agreed)
    expect(changes).toMatchObject([
      { action: 'update', id: 'L1', fields: [{ path: 'colour', from: actual['colour'], to: desired['colour'], side }] },
    ])
  })

  test('what the other side hides is written only where we changed it since', () => {
    const hidden = () => true
    const pairs = [{ desired: item({ key: 'new' }), actual: item({}, 'L1') }]
    const of = (agreed: Record<string, Value> | null) =>
      planChanges({
        pairs,
        surplus: [],
        hidden,
        same: (_, a, b) => isSame(a, b),
        agreed: () => agreed && new Map(Object.entries(agreed)),
      }).changes
    expect(of({ key: 'new' })).toEqual([])
    expect(of(null)).toEqual([])
    expect(of({ key: 'old' })).toMatchObject([{ fields: [{ path: 'key', to: 'new', side: 'ours' }] }])
  })
})

test('fieldsOf: leaves by path, sets in one order, empty is absent', () => {
  const fields = fieldsOf(
    {
      media: { encryption: 'on', codecs: [{ name: 'a' }] },
      numbers: ['2', '1', '2'],
      order: ['2', '1'],
      none: [],
      map: {},
      tags: { b: 1 },
    },
    { sets: new Set(['numbers']), whole: new Set(['tags']) },
  )
  expect(Object.fromEntries(fields)).toEqual({
    'media.encryption': 'on',
    'media.codecs': [{ name: 'a' }],
    numbers: ['1', '2'],
    order: ['2', '1'],
    tags: { b: 1 },
  })
})
