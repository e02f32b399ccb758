import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { Style } from '../../../output/style.ts'
import { viewCarrier } from '../../../output/views/carrier.ts'
import type { CarrierAnswer } from '../../../sip/carriers/answer.ts'

export default class SipCarrierApply extends BaseCommand<CarrierAnswer> {
  static override summary = 'Make your account at the carrier what voicectl.yaml declares'
  static override description = [
    'Each thing is found by its name, made where it is missing and changed in place; nothing else of the account is touched. A second run writes nothing,',
    'and one that was interrupted is taken up by the next. A number that leads elsewhere is moved only with your consent; unattended that takes --yes.',
    'For a carrier that is set up by hand it prints what to do there; --done then notes that you did it.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes',
    '<%= config.bin %> <%= command.id %> --rewrite-secrets',
  ]
  static override flags = {
    ...projectDirFlag,
    yes: Flags.boolean({ char: 'y', summary: "don't ask: do it, also where a number is taken from elsewhere", env: 'VOICECTL_YES' }),
    'rewrite-secrets': Flags.boolean({ summary: 'also write the passwords that the carrier never shows', default: false }),
    done: Flags.boolean({ summary: 'note that the checklist of a carrier without an API is done', default: false }),
  }

  override async run(): Promise<CarrierAnswer> {
    const { flags } = await this.parse(SipCarrierApply)
    const stack = await this.loadStack(flags['project-dir'])
    const { applyCarrier } = await import('../../../cli/sip/apply-carrier.ts')
    return applyCarrier(stack, {
      terminal: this.terminal,
      report: this.report,
      yes: Boolean(flags.yes),
      unattended: this.isUnattended(flags),
      rewriteSecrets: flags['rewrite-secrets'],
      done: flags.done,
    })
  }

  protected override view(answer: CarrierAnswer, style: Style): string {
    return viewCarrier(answer, style)
  }
}
