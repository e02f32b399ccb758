import { Failure } from '../core/failure.ts'
import { styleOf } from '../output/style-of.ts'
import { Terminal } from '../output/terminal.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { answerCheck } from './answer-check.ts'
import { runCheck } from './run-check.ts'
import { wantsJson } from './wants-json.ts'

/**
 * `voicectl check` with a folder at most, as people and hooks run it: the same as commands/check.ts, without oclif, which takes as long as the check
 * itself (docs/adr/0004). bin/run.js says which command lines come here.
 */
export async function plainCheck(argv: readonly string[]): Promise<void> {
  endWithReader()
  const terminal = new Terminal()
  const json = wantsJson(argv)
  try {
    const path = argv.find((word) => !word.startsWith('-')) ?? '.'
    const answer = answerCheck(await runCheck({ path }), { form: { format: 'text' }, terminal })
    if (json) terminal.json({ ok: !process.exitCode, data: answer })
    else terminal.answer(answer.text(styleOf(process.stdout)))
  } catch (error) {
    const [{ reportFailure }, { toFailure }] = await Promise.all([import('./report-failure.ts'), import('./to-failure.ts')])
    reportFailure(toFailure(error as Error), { json, terminal })
    if (process.env['VOICECTL_DEBUG'] && !(error instanceof Failure)) terminal.notice((error as Error).stack ?? '')
  }
}
