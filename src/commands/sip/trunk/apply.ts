import { applyDescription, applyExamples, applyFlags, SipApplyCommand } from '../../../cli/sip/apply-command.ts'
import { trunkKinds } from '../../../cli/sip/sip-target.ts'
import type { SipAnswer } from '../../../sip/apply/answer.ts'

export default class SipTrunkApply extends SipApplyCommand {
  static override summary = 'Make the trunks what voicectl.yaml declares'
  static override description = applyDescription
  static override examples = applyExamples('trunk.json')
  static override flags = applyFlags

  override async run(): Promise<SipAnswer> {
    const { flags } = await this.parse(SipTrunkApply)
    return this.applySip(flags, trunkKinds)
  }
}
