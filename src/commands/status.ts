import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { Style } from '../output/style.ts'
import { viewStatus } from '../output/views/status.ts'
import type { StackStatus } from '../runtime/runtime.ts'

export default class Status extends BaseCommand<StackStatus> {
  static override summary = 'Show what runs, as seen at this moment'
  static override description = 'Ends with exit code 1 when a service has failed or its state is unknown.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...projectDirFlag }

  override async run(): Promise<StackStatus> {
    const { flags } = await this.parse(Status)
    const { nativeRuntime } = await import('../runtime/native/native-runtime.ts')
    const status = await nativeRuntime(flags['project-dir']).status()
    const bad = status.state === 'unknown' || status.services.some(({ state }) => state === 'failed' || state === 'unknown')
    process.exitCode = bad ? 1 : 0
    return status
  }

  protected override view(status: StackStatus, style: Style): string {
    return viewStatus(status, style)
  }
}
