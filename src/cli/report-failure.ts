import type { Failure } from '../core/failure.ts'
import { failureToJson, renderFailure } from '../output/failure.ts'
import { styleOf } from '../output/style-of.ts'
import type { Terminal } from '../output/terminal.ts'

/** Shows a failure, as one JSON object on stdout or as text on stderr, and sets the exit code. */
export function reportFailure(failure: Failure, { json, terminal }: { json: boolean; terminal: Terminal }): void {
  process.exitCode = failure.exit
  if (json) terminal.json(failureToJson(failure))
  else terminal.notice(renderFailure(failure, styleOf(process.stderr)))
}
