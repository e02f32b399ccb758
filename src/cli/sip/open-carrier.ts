import { setTimeout as pause } from 'node:timers/promises'
import type { Report } from '../../core/progress.ts'
import type { Terminal } from '../../output/terminal.ts'
import type { CarrierSession } from '../../sip/carriers/carrier.ts'
import { openRun, type CarrierRun } from '../../sip/carriers/run.ts'
import { secretsOfWant } from '../../sip/carriers/want.ts'
import type { Stack } from '../../stack/load.ts'

export interface OpenOptions {
  terminal: Terminal
  report: Report
  signal: AbortSignal
}

/** How a carrier is asked from the command line: waits where it asks for it, and says so. */
export function carrierSession({ report, signal }: Pick<OpenOptions, 'report' | 'signal'>): CarrierSession {
  return {
    pause: (ms, until) => pause(ms, undefined, { signal: until }),
    signal,
    onWait: (seconds) => report({ type: 'note', text: `The carrier takes no more requests for ${seconds} s; waiting` }),
  }
}

/** The carrier of a stack. Its secrets are masked from then on. Raises as carrierWant does. */
export async function openCarrier(stack: Stack, { terminal, ...options }: OpenOptions): Promise<CarrierRun> {
  const run = await openRun(stack, carrierSession(options))
  terminal.hide(secretsOfWant(run.want))
  return run
}
