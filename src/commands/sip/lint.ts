import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import type { CheckAnswer } from '../../cli/check-answer.ts'
import type { Style } from '../../output/terminal.ts'

export default class SipLint extends BaseCommand<CheckAnswer> {
  static override summary = 'Find what is wrong in trunks and dispatch rules'
  static override description = [
    'The part of `voicectl check` that is about telephony: the sip block of voicectl.yaml, trunks and dispatch rules in files for lk, and sip.yaml.',
    'Asks no server and changes nothing. Ends with exit code 1 when there is a finding of severity error.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> infra/telephony --severity error']
  static override args = { path: Args.string({ description: 'folder or file to look at', default: '.', ignoreStdin: true }) }
  static override flags = {
    severity: Flags.option({ options: ['error', 'warning', 'info'] as const, summary: 'only findings at least this severe' })(),
  }

  override async run(): Promise<CheckAnswer> {
    const { args, flags } = await this.parse(SipLint)
    const { lintSip } = await import('../../cli/sip/lint-sip.ts')
    return lintSip({ path: args.path, severity: flags.severity }, { terminal: this.terminal, version: this.config.version })
  }

  protected override view(answer: CheckAnswer, style: Style): string {
    return answer.text(style)
  }
}
