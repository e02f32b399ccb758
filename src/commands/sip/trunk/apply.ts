import { applyFlags, SipApplyCommand } from '../../../cli/sip/apply-command.ts'
import { trunkKinds } from '../../../cli/sip/sip-target.ts'
import type { SipAnswer } from '../../../sip/apply/answer.ts'

export default class SipTrunkApply extends SipApplyCommand {
  static override summary = 'Make the trunks what voicectl.yaml declares'
  static override description = [
    'What the sip block of voicectl.yaml declares is made or changed in place; each is found by its name. Nothing else on the server is touched.',
    'A second run writes nothing. One that was interrupted is taken up by the next. Before it writes it keeps how things were, for `sip rollback`.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --file trunk.json',
    '<%= config.bin %> <%= command.id %> --prune',
  ]
  static override flags = applyFlags

  override async run(): Promise<SipAnswer> {
    const { flags } = await this.parse(SipTrunkApply)
    return this.applySip(flags, trunkKinds)
  }
}
