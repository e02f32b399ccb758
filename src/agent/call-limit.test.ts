import { describe, expect, it } from 'vitest'
import { CallLimit } from './call-limit.ts'

describe('CallLimit', () => {
  it('counts calls that are accepted and have no process yet', () => {
    const limit = new CallLimit(2)
    expect([limit.take('a', []), limit.take('b', []), limit.take('c', [])]).toEqual([true, true, false])
  })

  it('counts a call once when its process has started', () => {
    const limit = new CallLimit(2)
    limit.take('a', [])
    expect(limit.held(['a'])).toBe(1)
    expect(limit.take('b', ['a'])).toBe(true)
  })

  it('tells when a process has it', () => {
    let now = 0
    const limit = new CallLimit(2, () => now)
    limit.take('a', [])
    limit.take('lost', [])
    expect([limit.hasBegun('a', []), limit.hasBegun('a', ['a']), limit.hasBegun('lost', ['a'])]).toEqual([false, true, false])
    now = 11_000
    expect(limit.hasBegun('lost', ['a'])).toBe(true)
  })

  it('has room again when a call has ended', () => {
    const limit = new CallLimit(1)
    limit.take('a', [])
    expect(limit.take('b', ['a'])).toBe(false)
    expect(limit.take('b', [])).toBe(true)
  })

  it('has room again when a place is given back, or its job was never assigned', () => {
    let now = 0
    const limit = new CallLimit(1, () => now)
    limit.take('refused', [])
    limit.giveBack('refused')
    expect(limit.take('lost', [])).toBe(true)
    now = 9000
    expect(limit.take('next', [])).toBe(false)
    now = 11_000
    expect(limit.take('next', [])).toBe(true)
  })
})
