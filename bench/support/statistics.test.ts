import { expect, it } from 'vitest'
import { formatSummary, median, medianInterval, summarize } from './statistics.ts'

it('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

it('says how many values there were and how far they spread', () => {
  expect(formatSummary(summarize([715.4, 695, 756]))).toBe('715 ms (695-756, n=3)')
})

it('narrows the interval of the median as values come in', () => {
  const values = (n: number) => Array.from({ length: n }, (_, i) => ((i * 37) % n) / n)
  const width = (n: number) => medianInterval(values(n)).high - medianInterval(values(n)).low
  // The textbook ranks of a 95 % interval for 25 values: the 8th and the 18th.
  expect(medianInterval(Array.from({ length: 25 }, (_, i) => i + 1))).toEqual({ low: 8, high: 18 })
  expect(width(100)).toBeLessThan(width(25))
  expect(medianInterval([3, 1, 2])).toEqual({ low: 1, high: 3 })
})
