import type { Interfaces } from '@oclif/core'
import { run } from '@oclif/core/run'
import { Terminal } from '../output/terminal.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { reportFailure } from './report-failure.ts'
import { toFailure } from './to-failure.ts'
import { wantsJson } from './wants-json.ts'

/** Runs one command line. What fails before or outside of a command (no such command, a broken installation) is shown like all the rest. */
export async function main(argv: string[], options: Interfaces.LoadOptions): Promise<void> {
  endWithReader()
  try {
    // Nothing is flushed here: the process ends by itself once all is written, however slowly it is read.
    await run(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv, options)
  } catch (error) {
    reportFailure(toFailure(error as Error), { json: wantsJson(argv), terminal: new Terminal() })
  }
}

/** As `main`, for the installed package in folder `root`: its commands are those of the manifest. */
export async function mainFromManifest(argv: string[], root: string): Promise<void> {
  const { ManifestPlugin } = await import('./manifest-plugin.ts')
  const plugin = new ManifestPlugin(root)
  await plugin.load()
  await main(argv, { root, plugins: new Map([[plugin.name, plugin]]) })
}
