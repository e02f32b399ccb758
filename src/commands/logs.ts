import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { projectDirFlag } from '../cli/base-command.ts'
import { StreamCommand } from '../cli/stream-command.ts'
import { styleOf } from '../output/style-of.ts'
import { logLineView } from '../output/views/logs.ts'

export default class Logs extends StreamCommand<null> {
  static override summary = 'Show what the services wrote, merged by time'
  static override strict = false
  static override examples = ['<%= config.bin %> <%= command.id %> -f', '<%= config.bin %> <%= command.id %> agent web --lines 50']
  static override args = { service: Args.string({ description: 'one or more services; all of them when none is named' }) }
  static override flags = {
    ...projectDirFlag,
    follow: Flags.boolean({ char: 'f', summary: 'go on with new lines until Ctrl-C' }),
    lines: Flags.integer({ summary: 'how many of the last lines', default: 200, min: 0 }),
  }

  override async run(): Promise<null> {
    const { flags, argv } = await this.parse(Logs)
    const { nativeRuntime } = await import('../runtime/native/native-runtime.ts')
    const view = logLineView(styleOf(process.stdout))
    this.beginStream()
    return this.untilStopped(async ({ stop }) => {
      let count = 0
      const options = { services: argv as string[], lines: flags.lines, follow: flags.follow, signal: stop }
      for await (const line of nativeRuntime(flags['project-dir']).logs(options)) {
        count++
        this.emit('log', line, view)
      }
      if (count === 0 && flags.lines > 0) this.report({ type: 'note', text: 'Nothing was written yet.' })
      return null
    })
  }

  protected override view(): string {
    return ''
  }
}
