import type { Failure } from '../core/failure.ts'
import { failureToJson, renderFailure } from '../output/failure.ts'
import { styleOf, type Terminal } from '../output/terminal.ts'

/** Shows a failure, as one JSON object on stdout or as text on stderr, and sets the exit code. */
export function reportFailure(failure: Failure, { json, terminal }: { json: boolean; terminal: Terminal }): void {
  process.exitCode = failure.exit
  if (json) terminal.json(failureToJson(failure))
  else terminal.notice(renderFailure(failure, styleOf(process.stderr)))
}

/** True when the command line or VOICECTL_CONTENT_TYPE asks for JSON; for failures that come before a command is there to ask. */
export function wantsJson(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  return flags.includes('--json') || env['VOICECTL_CONTENT_TYPE']?.toLowerCase() === 'json'
}
