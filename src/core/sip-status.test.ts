import { expect, test } from 'vitest'
import { sipStatusWords } from './sip-status.ts'

/** Of codes that nobody has defined: what is said of their class. */
const classes = [399, 499, 599, 699].map((code) => sipStatusWords(code).words)

test.each([401, 403, 404, 407, 408, 480, 486, 487, 488, 503, 603, 607])('%i is told in words of its own', (code) => {
  const { words, why } = sipStatusWords(code)
  expect(words).toMatch(/^[a-z].*[^.]$/)
  expect(why).toMatch(/^[A-Z].*\.$/)
  expect(classes).not.toContain(words)
})

test.each([
  [302, 'the number has moved'],
  [499, 'the carrier refuses the call'],
  [599, 'the carrier failed'],
  [699, 'nobody there takes the call'],
  [42, 'the call failed'],
])('%i is told by its class', (code, words) => {
  expect(sipStatusWords(code)).toMatchObject({ code, words })
})

test("what may pass is told as such, and what is somebody else's business has no fix", () => {
  expect([486, 480, 503, 487].every((code) => sipStatusWords(code).retryable)).toBe(true)
  expect([403, 404, 603].some((code) => sipStatusWords(code).retryable)).toBe(false)
  expect(sipStatusWords(603).fix).toBeNull()
})
