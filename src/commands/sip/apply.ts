import { applyDescription, applyExamples, applyFlags, SipApplyCommand } from '../../cli/sip/apply-command.ts'
import { kinds } from '../../sip/kinds.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'

export default class SipApply extends SipApplyCommand {
  static override summary = 'Make trunks and dispatch rules what voicectl.yaml declares'
  static override description = applyDescription
  static override examples = applyExamples('trunk.json')
  static override flags = applyFlags

  override async run(): Promise<SipAnswer> {
    const { flags } = await this.parse(SipApply)
    return this.applySip(flags, kinds)
  }
}
