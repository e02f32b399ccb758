import { describe, expect, it } from 'vitest'
import { createRateLimiter } from './rate-limit.ts'

describe('createRateLimiter', () => {
  it('lets a burst through, then says how long to wait', () => {
    let time = 0
    const limiter = createRateLimiter({ burst: 2, perMinute: 6 }, () => time)
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 10])
    time = 9_000
    expect(limiter.take('a')).toBe(1)
    time = 10_000
    expect(limiter.take('a')).toBe(0)
  })

  it('counts each client by itself', () => {
    const limiter = createRateLimiter({ burst: 1, perMinute: 1 }, () => 0)
    expect([limiter.take('a'), limiter.take('b'), limiter.take('a')]).toEqual([0, 0, 60])
  })

  it('keeps limiting somebody while a flood of other addresses passes', () => {
    let time = 0
    const limiter = createRateLimiter({ burst: 1, perMinute: 1 }, () => time)
    for (let i = 0; i < 9_999; i++) limiter.take(`flood-${i}`)
    time = 60_000
    limiter.take('a')
    for (let i = 0; i < 100; i++) limiter.take(`later-${i}`)
    expect(limiter.take('a')).toBe(60)
  })
})
