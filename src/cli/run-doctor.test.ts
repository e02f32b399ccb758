import { expect, test } from 'vitest'
import { timeLeft } from './run-doctor.ts'

test('what starting took is taken off, so that the whole stays within 15 s; something is always left', () => {
  expect(timeLeft(0)).toBe(12_500)
  expect(timeLeft(3000)).toBe(10_000)
  expect(timeLeft(60_000)).toBe(4000)
})
