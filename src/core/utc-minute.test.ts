import { expect, test } from 'vitest'
import { utcMinute } from './utc-minute.ts'

test.each([
  ['2026-11-26T20:30:15.123Z', '2026-11-26 20:30 UTC'],
  ['2026-11-26T22:30:15+02:00', '2026-11-26 20:30 UTC'],
  ['yesterday', 'yesterday'],
])('%s is %s', (iso, shown) => {
  expect(utcMinute(iso)).toBe(shown)
})
