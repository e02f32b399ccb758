import { applyDescription, applyExamples, applyFlags, SipApplyCommand } from '../../../cli/sip/apply-command.ts'
import { ruleKinds } from '../../../cli/sip/sip-target.ts'
import type { SipAnswer } from '../../../sip/apply/answer.ts'

export default class SipDispatchApply extends SipApplyCommand {
  static override summary = 'Make the dispatch rules what voicectl.yaml declares'
  static override description = applyDescription
  static override examples = applyExamples('dispatch.json')
  static override flags = applyFlags

  override async run(): Promise<SipAnswer> {
    const { flags } = await this.parse(SipDispatchApply)
    return this.applySip(flags, ruleKinds)
  }
}
