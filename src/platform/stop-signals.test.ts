import { afterEach, expect, test } from 'vitest'
import { listenForStop, type StopSignals } from './stop-signals.ts'

let signals: StopSignals | null = null
afterEach(() => signals?.dispose())

test.each<[NodeJS.Signals[], number, boolean]>([
  [['SIGINT'], 130, false],
  [['SIGINT', 'SIGINT'], 130, true],
  [['SIGTERM', 'SIGTERM'], 143, true],
  [['SIGTERM', 'SIGINT'], 143, true],
  [['SIGHUP', 'SIGHUP', 'SIGTERM'], 129, false],
])('%j: exit code %i, at once: %s', (sent, exitCode, atOnce) => {
  signals = listenForStop()
  expect(signals.exitCode()).toBeNull()
  for (const signal of sent) process.emit(signal, signal)
  expect(signals.stop.aborted).toBe(true)
  expect(signals.now.aborted).toBe(atOnce)
  expect(signals.exitCode()).toBe(exitCode)
})

test('disposed, it hears nothing more', () => {
  const before = process.listenerCount('SIGINT')
  signals = listenForStop()
  signals.dispose()
  expect(process.listenerCount('SIGINT')).toBe(before)
})
