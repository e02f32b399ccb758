import * as Flags from '@oclif/core/flags'
import { callArgs, CallChangeCommand, callFlags } from '../../cli/sip/call-change-command.ts'
import type { Style } from '../../output/style.ts'
import { viewTransfer } from '../../output/views/sip-call.ts'
import type { TransferAnswer } from '../../sip/calls/call-answer.ts'

export default class SipTransfer extends CallChangeCommand<TransferAnswer> {
  static override summary = 'Hand a caller who is on the line over to somebody else'
  static override description =
    'The carrier is asked to do it (REFER), and the call here is over when it has. Where it refuses, the caller is still with the agent.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> call_+15105550100_a1b2 --to billing',
    '<%= config.bin %> <%= command.id %> SCL_4hB7nqXyZ --to +15105550123 --yes',
  ]
  static override args = callArgs
  static override flags = {
    ...callFlags,
    to: Flags.string({ summary: 'a name of sip.transferTargets, a number with +, a tel: or a sip: URI', required: true }),
  }

  override async run(): Promise<TransferAnswer> {
    const { args, flags } = await this.parse(SipTransfer)
    const { prepareTransfer } = await import('../../cli/sip/live-call.ts')
    const request = { dir: flags['project-dir'], named: args.call, participant: flags.participant, to: flags.to }
    return this.change(await prepareTransfer(request, this.terminal), 'Transfer', flags)
  }

  protected override view(answer: TransferAnswer, style: Style): string {
    return viewTransfer(answer, style)
  }
}
