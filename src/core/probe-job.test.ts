import { expect, test } from 'vitest'
import { parseCaller } from './caller.ts'
import { isProbe, probeMetadata } from './probe-job.ts'

test('a probe says who would call, as a call does', () => {
  const metadata = probeMetadata({ mode: 'support', language: 'hi' })
  expect(isProbe(metadata)).toBe(true)
  expect(parseCaller(metadata)).toEqual({ mode: 'support', language: 'hi', voice: null })
})

test.each([undefined, '', '{', '[]', '{"voicectl.probe":"true"}', '{"mode":"support","language":"hi"}'])('%j is no probe', (metadata) => {
  expect(isProbe(metadata)).toBe(false)
})
