import { setTimeout as pause } from 'node:timers/promises'

export interface WaitOptions {
  /** What is awaited, for the error. */
  what: string
  timeoutMs?: number
  /** Added to the error: logs, the last value seen. */
  context?: () => string
}

/** Polls a condition until it returns something other than false, null or undefined, and returns that. Raises after the time limit. */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<Exclude<T, false | null | undefined>> {
  const { what, timeoutMs = 15_000, context } = options
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await condition()
    if (value !== false && value !== null && value !== undefined) return value as Exclude<T, false | null | undefined>
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}${context ? `\n${context()}` : ''}`)
    await pause(20)
  }
}

/** Resolves as the promise does, or raises when the time is up first. */
export async function withTimeout<T>(promise: Promise<T>, options: WaitOptions): Promise<T> {
  const { what, timeoutMs = 15_000, context } = options
  const timer = new AbortController()
  const late = pause(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms for ${what}${context ? `\n${context()}` : ''}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}
