import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { Failure } from '../core/failure.ts'
import type { Report } from '../core/progress.ts'
import { progressReporter } from '../output/progress.ts'
import { styleOf, Terminal, type Style } from '../output/terminal.ts'
import type { Stack } from '../stack/load.ts'
import { reportFailure } from './report-failure.ts'
import { toFailure } from './to-failure.ts'

export const projectDirFlag = {
  'project-dir': Flags.directory({
    summary: 'folder that holds the stack',
    default: '.',
    env: 'VOICECTL_PROJECT_DIR',
    helpGroup: 'GLOBAL',
  }),
}

/**
 * Parses, runs once, shows the result: as text through `view`, or as `{ok, data}` with --json, where `ok` says what the exit code says.
 * Errors end here and nowhere else.
 */
export abstract class BaseCommand<Result> extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    'no-color': Flags.boolean({ summary: 'print without colour (NO_COLOR does the same)', helpGroup: 'GLOBAL' }),
  }

  protected readonly terminal = new Terminal()

  /** The text form of a result; an empty string prints nothing. */
  protected abstract view(result: Result, style: Style): string

  abstract override run(): Promise<Result>

  /** Where modules send their progress: stderr, also with --json. */
  protected get report(): Report {
    return progressReporter(this.terminal)
  }

  /** True when nobody can answer a question: --yes, --json, no terminal, or CI. */
  protected isUnattended(flags: { yes?: boolean } = {}): boolean {
    return Boolean(flags.yes) || this.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY || Boolean(process.env['CI'])
  }

  /** Loads the stack of a folder; its secrets are masked from then on. */
  protected async loadStack(dir: string): Promise<Stack> {
    const { loadStack, secretsOf } = await import('../stack/load.ts')
    const stack = await loadStack(dir)
    this.terminal.hide(secretsOf(stack))
    return stack
  }

  /** Oclif's own run prints JSON by itself; ours has one envelope and one place for errors. */
  protected override async _run<T>(): Promise<T> {
    try {
      const result = await this.run()
      this.show(result)
      return result as unknown as T
    } catch (error) {
      await this.catch(error as Error)
      return undefined as T
    }
  }

  /** Shows a part of the answer as soon as it is there; with --json the one object at the end holds it all. */
  protected showEarly(text: string): void {
    if (!this.jsonEnabled()) this.terminal.answer(text)
  }

  protected show(result: Result): void {
    if (this.jsonEnabled()) this.terminal.json({ ok: !process.exitCode, data: result })
    else this.terminal.answer(this.view(result, styleOf(process.stdout)))
  }

  protected override async catch(error: Error): Promise<void> {
    const flags = Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags, json: true })
    const failure = toFailure(error, { words: (this.id ?? '').replaceAll(':', ' '), flags })
    reportFailure(failure, { json: this.jsonEnabled(), terminal: this.terminal })
    if (process.env['VOICECTL_DEBUG'] && !(error instanceof Failure)) this.terminal.notice(error.stack ?? '')
  }
}
