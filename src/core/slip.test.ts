import { expect, test } from 'vitest'
import { isSlip } from './slip.ts'

test.each([
  ['LIVEKIT_URL', 'LIVEKIT_UL'],
  ['LIVEKIT_URL', 'LIVEKIT_URLS'],
  ['LIVEKIT_URL', 'LIVEKIT_URI'],
  ['LIVEKIT_URL', 'LIVEKTI_URL'],
  ['', 'a'],
  ['aa', 'a'],
])('%s and %s differ by a slip', (a, b) => {
  expect(isSlip(a, b)).toBe(true)
  expect(isSlip(b, a)).toBe(true)
})

test.each([
  ['LIVEKIT_URL', 'LIVEKIT_URL'],
  ['LIVEKIT_URL', 'LIVEKIT_WS_URL'],
  ['ab', 'cd'],
  ['abc', 'cba'],
  ['OPENAI_API_KEY', 'OPENROUTER_API_KEY'],
])('%s and %s do not', (a, b) => {
  expect(isSlip(a, b)).toBe(false)
})
