import * as Flags from '@oclif/core/flags'
import { callArgs, CallChangeCommand, callFlags } from '../../cli/sip/call-change-command.ts'
import type { Style } from '../../output/style.ts'
import { viewHangUp } from '../../output/views/sip-call.ts'
import type { HangUpAnswer } from '../../sip/calls/call-answer.ts'

export default class SipHangup extends CallChangeCommand<HangUpAnswer> {
  static override summary = 'End the call of somebody who is on the phone'
  static override description = 'The agent leaves when its last caller is gone. With --all the room is ended, for everybody in it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> call_+15105550100_a1b2',
    '<%= config.bin %> <%= command.id %> SCL_4hB7nqXyZ --yes',
    '<%= config.bin %> <%= command.id %> conference --all',
  ]
  static override args = callArgs
  static override flags = { ...callFlags, all: Flags.boolean({ summary: 'end the room, for everybody in it', default: false }) }

  override async run(): Promise<HangUpAnswer> {
    const { args, flags } = await this.parse(SipHangup)
    const { prepareHangUp } = await import('../../cli/sip/live-call.ts')
    const request = { dir: flags['project-dir'], named: args.call, participant: flags.participant, all: flags.all }
    return this.change(await prepareHangUp(request, this.terminal), 'Hang up on', flags)
  }

  protected override view(answer: HangUpAnswer, style: Style): string {
    return viewHangUp(answer, style)
  }
}
