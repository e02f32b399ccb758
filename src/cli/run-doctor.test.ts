import { expect, test } from 'vitest'
import { knownProbes, timeLeft } from './run-doctor.ts'

test('what starting took is taken off, so that the whole stays within 15 s; something is always left', () => {
  expect(timeLeft(0)).toBe(12_500)
  expect(timeLeft(3000)).toBe(10_000)
  expect(timeLeft(60_000)).toBe(4000)
})

test('an unknown probe is answered with the areas, not with all probes', () => {
  const why = /^The areas are (?:[a-z]+, )+[a-z]+; voicectl doctor shows/
  expect(() => knownProbes(['xyz'])).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROBE', why: expect.stringMatching(why) }))
  expect(knownProbes(['redis', 'server.auth'])).toEqual(['redis', 'server.auth'])
})
