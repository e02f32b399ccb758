import { Failure } from '../core/failure.ts'
import { plainStyle, type Style } from '../output/style.ts'
import { Terminal } from '../output/terminal.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { plainStdout } from '../platform/plain-stdout.ts'
import { answerCheck } from './answer-check.ts'
import { runCheck } from './run-check.ts'
import { wantsJson } from './wants-json.ts'

/** How a check went, for who started it. */
export interface PlainCheck {
  /** What of this program was needed, in words. */
  ran: string[]
  /** True where all is written and the process may be ended at once. */
  isDone: boolean
}

/**
 * `voicectl check` with a folder at most, as people and hooks run it: the same as commands/check.ts, without oclif, which takes as long as the check
 * itself (docs/adr/0004). bin/run.js says which command lines come here.
 */
export async function plainCheck(argv: readonly string[]): Promise<PlainCheck> {
  const plain = plainStdout()
  if (!plain) endWithReader()
  const terminal = new Terminal(plain ?? undefined)
  const json = wantsJson(argv)
  try {
    const path = argv.find((word) => !word.startsWith('-')) ?? '.'
    const answer = answerCheck(await runCheck({ path }), { form: { format: 'text' }, terminal })
    if (json) terminal.json({ ok: !process.exitCode, data: answer })
    else terminal.answer(answer.text(await styleOfStdout(plain !== null)))
    return { ran: [json ? 'json' : 'text', ...answer.parts], isDone: plain !== null && !plain.isLeft }
  } catch (error) {
    if (plain) endWithReader()
    const [{ reportFailure }, { toFailure }] = await Promise.all([import('./report-failure.ts'), import('./to-failure.ts')])
    reportFailure(toFailure(error as Error), { json, terminal })
    if (process.env['VOICECTL_DEBUG'] && !(error instanceof Failure)) terminal.notice((error as Error).stack ?? '')
    return { ran: ['failure'], isDone: false }
  }
}

/** What is no terminal may still be meant to have colours. */
async function styleOfStdout(isPlain: boolean): Promise<Style> {
  const { FORCE_COLOR, TF_BUILD } = process.env
  if (isPlain && FORCE_COLOR === undefined && TF_BUILD === undefined) return plainStyle()
  const { styleOf } = await import('../output/style-of.ts')
  return styleOf(process.stdout)
}
