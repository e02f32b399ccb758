import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSupervisor } from '../graph/supervisor.ts'
import { loadChatStack } from './chat-stack.ts'
import { DemoChatModel } from './providers/demo-chat.ts'
import { callerOf, takeCall, type CallOptions } from './take-call.ts'

describe('takeCall', () => {
  afterEach(() => vi.useRealTimers())

  it('gives its place back before LiveKit closes the room of a caller who has left already', async () => {
    const { stack } = await loadChatStack('/nowhere', {})
    vi.useFakeTimers()
    const ends: string[] = []
    const ctx = {
      job: {},
      connect: async () => {},
      waitForParticipant: () => new Promise(() => {}),
      shutdown: (reason: string) => ends.push(reason),
    } as unknown as CallOptions['ctx']
    const model = new DemoChatModel([])
    const call = takeCall({ ctx, stack, model, supervisor: createSupervisor(model) })
    await vi.advanceTimersByTimeAsync(5000)
    expect(ends).toEqual([])
    await vi.advanceTimersByTimeAsync(7000)
    expect(ends).toEqual(['no caller came'])
    await call
  })
})

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
