import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'
import type { Style } from '../../output/style.ts'
import { viewPull } from '../../output/views/sip-pull.ts'
import type { PullAnswer } from '../../sip/pull/answer.ts'

export default class SipPull extends BaseCommand<PullAnswer> {
  static override summary = 'Write what the LiveKit server has into voicectl.yaml'
  static override description = [
    'What says the same already stays to the letter. Passwords, PINs, headers and keys of an egress go into .env, and voicectl.yaml names them.',
    'A value in .env is replaced only where one text alone refers to it; else the text gets a name of its own.',
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
      summary: 'print passwords, PINs, headers and egress as they are, for a file that only you can read',
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
