import * as Args from '@oclif/core/args'
import { deleteFlags, SipDeleteCommand } from '../../../cli/sip/delete-command.ts'
import type { ShownResource } from '../../../cli/sip/live-sip.ts'
import { ruleKinds } from '../../../cli/sip/sip-target.ts'

export default class SipDispatchDelete extends SipDeleteCommand {
  static override summary = 'Delete one dispatch rule of the LiveKit server'
  static override description =
    'Asks first; where nobody can be asked it needs --yes. What voicectl.yaml declares is made again by the next `sip apply`.'
  static override examples = ['<%= config.bin %> <%= command.id %> SDR_9fTqGx7bKm2L']
  static override args = { name: Args.string({ description: 'its name or id', required: true }) }
  static override flags = deleteFlags

  override async run(): Promise<ShownResource> {
    const { args, flags } = await this.parse(SipDispatchDelete)
    return this.deleteOne({ dir: flags['project-dir'], named: args.name, scope: ruleKinds }, flags)
  }
}
