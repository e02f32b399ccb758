import { constants } from 'node:os'

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopSignals {
  /** Aborted by the first signal: stop cleanly. */
  stop: AbortSignal
  /** Aborted by a second one that shows impatience: stop at once. */
  now: AbortSignal
  /** 128 + the number of the first signal: 130 for SIGINT, 143 for SIGTERM; null while none came. */
  exitCode(): number | null
  /** Gives the signals back to their default, which is to end the process. */
  dispose(): void
}

/** Takes over SIGINT, SIGTERM and SIGHUP of this process until disposed. */
export function listenForStop(): StopSignals {
  const stop = new AbortController()
  const now = new AbortController()
  let first: NodeJS.Signals | null = null
  const onSignal = (signal: NodeJS.Signals) => {
    if (first !== null) {
      if (isImpatient(signal, first)) now.abort()
      return
    }
    first = signal
    stop.abort()
  }
  for (const signal of STOPPING) process.on(signal, onSignal)
  return {
    stop: stop.signal,
    now: now.signal,
    exitCode: () => (first === null ? null : 128 + constants.signals[first]),
    dispose: () => STOPPING.forEach((signal) => process.off(signal, onSignal)),
  }
}

/** A terminal that closes may send SIGHUP several times, and what is then written to it ends in a SIGTERM: neither is a second wish. */
function isImpatient(signal: NodeJS.Signals, first: NodeJS.Signals): boolean {
  return signal === 'SIGINT' || (signal === 'SIGTERM' && first === 'SIGTERM')
}
