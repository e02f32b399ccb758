import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import { planFlags } from '../../cli/sip/apply-command.ts'
import type { Style } from '../../output/terminal.ts'
import { viewSipAnswer } from '../../output/views/sip-plan.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'

export default class SipPlan extends BaseCommand<SipAnswer> {
  static override summary = 'Show what `sip apply` would change on the server'
  static override description = [
    'Compares the sip block of voicectl.yaml with the trunks and dispatch rules that the server has, field by field. Changes nothing.',
    'A field that the server has in another way since the last apply is told as such.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --check',
    '<%= config.bin %> <%= command.id %> --file dispatch.json',
  ]
  static override flags = {
    ...planFlags,
    check: Flags.boolean({ summary: 'end with 1 where anything is to be changed: for a pipeline', default: false }),
  }

  override async run(): Promise<SipAnswer> {
    const { flags } = await this.parse(SipPlan)
    const [{ preparePlan }, { answerOfPlan }, { kinds }] = await Promise.all([
      import('../../cli/sip/plan-sip.ts'),
      import('../../sip/apply/answer.ts'),
      import('../../sip/kinds.ts'),
    ])
    const request = { dir: flags['project-dir'], files: flags.file ?? [], scope: kinds, prune: flags.prune }
    const { plan, url } = await preparePlan(request, this.terminal)
    process.exitCode = flags.check && plan.writes.length > 0 ? 1 : 0
    return answerOfPlan(plan, url)
  }

  protected override view(answer: SipAnswer, style: Style): string {
    return viewSipAnswer(answer, style)
  }
}
