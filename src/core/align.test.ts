import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { align } from './align.ts'

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 })

test('every entry is there once and in order, and what can stay does', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const aligned = align(before.length, after.length, (b, a) => before[b] === after[a])
      expect(aligned.flatMap((each) => each.before ?? [])).toEqual([...before.keys()])
      expect(aligned.flatMap((each) => each.after ?? [])).toEqual([...after.keys()])
    }),
  )
})

test.each([
  ['abc', 'abxc', 'a>a b>b ->x c>c'],
  ['abc', 'axc', 'a>a b>x c>c'],
  ['abc', 'c', 'a>- b>- c>c'],
  ['a', 'xy', 'a>x ->y'],
])('%s becomes %s', (before, after, expected) => {
  const aligned = align(before.length, after.length, (b, a) => before[b] === after[a])
  expect(aligned.map((each) => `${before[each.before ?? -1] ?? '-'}>${after[each.after ?? -1] ?? '-'}`).join(' ')).toBe(expected)
})
