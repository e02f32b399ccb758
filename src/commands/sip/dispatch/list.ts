import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { RuleList } from '../../../cli/sip/live-sip.ts'
import type { Style } from '../../../output/terminal.ts'
import { viewRules } from '../../../output/views/sip-resources.ts'

export default class SipDispatchList extends BaseCommand<RuleList> {
  static override summary = 'List the dispatch rules of the LiveKit server'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = projectDirFlag

  override async run(): Promise<RuleList> {
    const { flags } = await this.parse(SipDispatchList)
    const { listRules } = await import('../../../cli/sip/live-sip.ts')
    return listRules(flags['project-dir'], this.terminal)
  }

  protected override view({ rules }: RuleList, style: Style): string {
    return viewRules(rules, style)
  }
}
