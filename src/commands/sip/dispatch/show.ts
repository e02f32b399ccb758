import * as Args from '@oclif/core/args'
import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { ShownResource } from '../../../cli/sip/live-sip.ts'
import { ruleKinds } from '../../../cli/sip/sip-target.ts'
import type { Style } from '../../../output/terminal.ts'
import { viewResource } from '../../../output/views/sip-resources.ts'

export default class SipDispatchShow extends BaseCommand<ShownResource> {
  static override summary = 'Show one dispatch rule with all its fields'
  static override description = 'Passwords and PINs are hidden.'
  static override examples = ['<%= config.bin %> <%= command.id %> support-line']
  static override args = { name: Args.string({ description: 'its name or id', required: true }) }
  static override flags = projectDirFlag

  override async run(): Promise<ShownResource> {
    const { args, flags } = await this.parse(SipDispatchShow)
    const { showResource } = await import('../../../cli/sip/live-sip.ts')
    return showResource({ dir: flags['project-dir'], named: args.name, scope: ruleKinds }, this.terminal)
  }

  protected override view(shown: ShownResource, style: Style): string {
    return viewResource(shown, style)
  }
}
