import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { TrunkList } from '../../../cli/sip/live-sip.ts'
import type { Style } from '../../../output/terminal.ts'
import { viewTrunks } from '../../../output/views/sip-resources.ts'

export default class SipTrunkList extends BaseCommand<TrunkList> {
  static override summary = 'List the trunks of the LiveKit server'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = projectDirFlag

  override async run(): Promise<TrunkList> {
    const { flags } = await this.parse(SipTrunkList)
    const { listTrunks } = await import('../../../cli/sip/live-sip.ts')
    return listTrunks(flags['project-dir'], this.terminal)
  }

  protected override view({ trunks }: TrunkList, style: Style): string {
    return viewTrunks(trunks, style)
  }
}
