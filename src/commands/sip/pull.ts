import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'
import type { Style } from '../../output/terminal.ts'
import { viewPull } from '../../output/views/sip-pull.ts'
import type { PullAnswer } from '../../sip/pull-answer.ts'

export default class SipPull extends BaseCommand<PullAnswer> {
  static override summary = 'Write what the LiveKit server has into voicectl.yaml'
  static override description = [
    'Comments, order and what says the same already stay. Passwords and PINs go into .env, and voicectl.yaml names them.',
    'In a folder without a voicectl.yaml the block is printed instead. With --json, data.state is what the server has in the form of its API.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --json --show-secrets',
  ]
  static override flags = {
    ...projectDirFlag,
    'dry-run': Flags.boolean({ summary: 'show what would change and write nothing', default: false }),
    prune: Flags.boolean({ summary: 'also take out of voicectl.yaml what the server does not have', default: false }),
    'show-secrets': Flags.boolean({
      summary: 'print passwords, PINs and headers as they are, for a file that only you can read',
      default: false,
    }),
  }

  override async run(): Promise<PullAnswer> {
    const { flags } = await this.parse(SipPull)
    const { pullIntoFolder } = await import('../../cli/sip/pull-sip.ts')
    const options = { dir: flags['project-dir'], dryRun: flags['dry-run'], prune: flags.prune, showSecrets: flags['show-secrets'] }
    return pullIntoFolder(options, this.terminal)
  }

  protected override view(answer: PullAnswer, style: Style): string {
    return viewPull(answer, style)
  }
}
