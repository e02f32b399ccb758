import { flush } from '@oclif/core/flush'
import type { Interfaces } from '@oclif/core'
import { run } from '@oclif/core/run'
import { Terminal } from '../output/terminal.ts'
import { reportFailure, wantsJson } from './report-failure.ts'
import { toFailure } from './to-failure.ts'

/** Runs one command line. What fails before or outside of a command (no such command, a broken installation) is shown like all the rest. */
export async function main(argv: string[], options: Interfaces.LoadOptions): Promise<void> {
  try {
    await run(argv, options)
    await flush()
  } catch (error) {
    reportFailure(toFailure(error as Error), { json: wantsJson(argv), terminal: new Terminal() })
  }
}
