import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { Style } from '../../../output/style.ts'
import { viewCarrier } from '../../../output/views/carrier.ts'
import type { CarrierAnswer } from '../../../sip/carriers/answer.ts'

export default class SipCarrierPlan extends BaseCommand<CarrierAnswer> {
  static override summary = 'Show what `sip carrier apply` would change in your account at the carrier'
  static override description = [
    'Compares sip.carrier of voicectl.yaml with the trunk, credentials and numbers that your account at the carrier has. Changes nothing.',
    'For a carrier that is set up by hand it prints what to click and to enter there.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --check']
  static override flags = {
    ...projectDirFlag,
    check: Flags.boolean({
      summary: 'end with 1 where anything is to be changed, or a checklist is not noted as done: for a pipeline',
      default: false,
    }),
    'rewrite-secrets': Flags.boolean({ summary: 'also plan to write the passwords that the carrier never shows', default: false }),
  }

  override async run(): Promise<CarrierAnswer> {
    const { flags } = await this.parse(SipCarrierPlan)
    const stack = await this.loadStack(flags['project-dir'])
    const { isAsPlanned, planOfCarrier } = await import('../../../cli/sip/plan-carrier.ts')
    const answer = await planOfCarrier(stack, { terminal: this.terminal, report: this.report, rewriteSecrets: flags['rewrite-secrets'] })
    process.exitCode = flags.check && !isAsPlanned(answer) ? 1 : 0
    return answer
  }

  protected override view(answer: CarrierAnswer, style: Style): string {
    return viewCarrier(answer, style)
  }
}
