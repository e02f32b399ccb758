import * as Args from '@oclif/core/args'
import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { Style } from '../output/style.ts'
import { viewRestart } from '../output/views/up.ts'
import type { RestartResult } from '../runtime/runtime.ts'

export default class Restart extends BaseCommand<RestartResult> {
  static override summary = 'Start services again with the present voicectl.yaml and .env'
  static override strict = false
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> agent']
  static override args = { service: Args.string({ description: 'one or more services; all of them when none is named' }) }
  static override flags = { ...projectDirFlag }

  override async run(): Promise<RestartResult> {
    const { flags, argv } = await this.parse(Restart)
    const stack = await this.loadStack(flags['project-dir'])
    const { syncFiles } = await import('../generate/sync-files.ts')
    await syncFiles(stack, this.report)
    const { nativeRuntime } = await import('../runtime/native/native-runtime.ts')
    return nativeRuntime(stack.dir).restart(argv as string[], { report: this.report })
  }

  protected override view(result: RestartResult, style: Style): string {
    return viewRestart(result, style)
  }
}
