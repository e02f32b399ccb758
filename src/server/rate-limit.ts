export interface RateLimit {
  /** Calls that may come at once. */
  burst: number
  perMinute: number
}

interface Bucket {
  tokens: number
  /** Milliseconds, on the clock given. */
  at: number
}

const MOST_BUCKETS = 10_000
const ROUNDING = 1e-6

/** A token bucket per client. `take` gives 0 when the call may go on, else the seconds to wait. `now` is in milliseconds. */
export function createRateLimiter({ burst, perMinute }: RateLimit, now: () => number = () => performance.now()) {
  const buckets = new Map<string, Bucket>()
  const refilled = ({ tokens, at }: Bucket, time: number): number => Math.min(burst, tokens + ((time - at) / 60_000) * perMinute)

  function dropIdle(time: number): void {
    for (const [client, bucket] of buckets) if (refilled(bucket, time) >= burst) buckets.delete(client)
    // Nobody idle: forget the oldest, so that a flood of addresses can't fill the memory.
    for (const client of buckets.keys()) {
      if (buckets.size < MOST_BUCKETS) return
      buckets.delete(client)
    }
  }

  return {
    take(client: string): number {
      const time = now()
      if (buckets.size >= MOST_BUCKETS) dropIdle(time)
      const tokens = refilled(buckets.get(client) ?? { tokens: burst, at: time }, time)
      const allowed = tokens >= 1 - ROUNDING
      buckets.set(client, { tokens: allowed ? tokens - 1 : tokens, at: time })
      return allowed ? 0 : Math.ceil(((1 - tokens) / perMinute) * 60 - ROUNDING)
    },
  }
}
