import path from 'node:path'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { Style } from '../output/style.ts'
import { viewDown } from '../output/views/up.ts'
import type { DownResult } from '../runtime/runtime.ts'

export default class Down extends BaseCommand<DownResult & { dir: string }> {
  static override summary = 'Stop the stack; running calls may end first'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --now']
  static override flags = {
    ...projectDirFlag,
    now: Flags.boolean({ summary: 'stop at once, without waiting for running calls' }),
  }

  override async run(): Promise<DownResult & { dir: string }> {
    const { flags } = await this.parse(Down)
    const dir = path.resolve(flags['project-dir'])
    const { nativeRuntime } = await import('../runtime/native/native-runtime.ts')
    return { dir, ...(await nativeRuntime(dir).down({ report: this.report, now: flags.now })) }
  }

  protected override view(result: DownResult & { dir: string }, style: Style): string {
    return viewDown(result, result.dir, style)
  }
}
