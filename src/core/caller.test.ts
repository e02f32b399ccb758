import { describe, expect, it } from 'vitest'
import { callerOf } from './caller.ts'

describe('callerOf', () => {
  it("takes the participant's metadata, and what it leaves out from the dispatch's", () => {
    expect(callerOf('{"mode":"sales"}', '{"mode":"support","language":"hi"}')).toEqual({ mode: 'sales', language: 'hi', voice: null })
  })

  it.each([
    [undefined, undefined],
    ['', ''],
    ['not json', '{"mode":'],
    ['[]', '"text"'],
    [JSON.stringify({ mode: 'sales', filler: 'x'.repeat(1024 * 1024) }), undefined],
  ])('falls back to the defaults', (participant, job) => {
    expect(callerOf(participant, job)).toEqual({ mode: 'general', language: 'en', voice: null })
  })
})
