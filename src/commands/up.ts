import * as Flags from '@oclif/core/flags'
import { projectDirFlag } from '../cli/base-command.ts'
import { StreamCommand } from '../cli/stream-command.ts'
import type { Style } from '../output/style.ts'
import { styleOf } from '../output/style-of.ts'
import { logLineView } from '../output/views/logs.ts'
import { viewSummary, viewUp } from '../output/views/up.ts'
import type { StackSummary, UpResult } from '../runtime/runtime.ts'

export default class Up extends StreamCommand<UpResult> {
  static override summary = 'Start LiveKit, the agent, the page and what they need'
  static override description = `Runs in the foreground with one log stream until Ctrl-C, which lets running calls end first; a second Ctrl-C ends them.
VOICECTL_LIVEKIT_SERVER names the livekit-server to start; unset, one is taken from PATH or voicectl's cache, downloaded or built.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --detach --open']
  static override flags = {
    ...projectDirFlag,
    detach: Flags.boolean({ summary: 'return once everything is ready and let it run on' }),
    open: Flags.boolean({ summary: 'open the page in the browser' }),
  }

  override async run(): Promise<UpResult> {
    const { flags } = await this.parse(Up)
    const stack = await this.loadStack(flags['project-dir'])
    const { syncFiles } = await import('../generate/sync-files.ts')
    await syncFiles(stack, this.report)
    const { nativeRuntime } = await import('../runtime/native/native-runtime.ts')
    const style = styleOf(process.stdout)
    const lineView = logLineView(style)
    const onReady = (summary: StackSummary) => {
      this.emit('ready', summary, (ready) => `${viewSummary(ready, style)}\n\n`)
      if (flags.open) void this.#openPage(summary.pageUrl)
    }
    const result = await this.untilStopped(({ stop, now }) =>
      nativeRuntime(stack.dir).up(stack, {
        report: this.report,
        detach: flags.detach,
        stop,
        now,
        onReady,
        onLog: (line) => this.emit('log', line, lineView),
      }),
    )
    if (flags.open && result.outcome !== 'stopped') await this.#openPage(result.summary.pageUrl)
    return result
  }

  protected override view(result: UpResult, style: Style): string {
    return viewUp(result, style)
  }

  async #openPage(url: string): Promise<void> {
    const { openPage } = await import('../platform/browser.ts')
    const problem = await openPage(url)
    if (problem !== null) this.report({ type: 'warn', text: `Couldn't open ${url}: ${problem}` })
  }
}
