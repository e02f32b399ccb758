import { BaseCommand, projectDirFlag } from '../../../cli/base-command.ts'
import type { Style } from '../../../output/style.ts'
import { viewChain } from '../../../output/views/carrier-chain.ts'
import type { ChainAnswer } from '../../../sip/carriers/answer.ts'

export default class SipCarrierShow extends BaseCommand<ChainAnswer> {
  static override summary = 'Show the way of calls, carrier to agent and back, and what is wrong'
  static override description = [
    'Looks at your account at the carrier, at the SIP server, and at the trunks and rules of LiveKit, and compares them. Changes nothing.',
    'Ends with exit code 1 where a link is wrong. What can not be seen from here is unknown, never well.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...projectDirFlag }

  override async run(): Promise<ChainAnswer> {
    const { flags } = await this.parse(SipCarrierShow)
    const stack = await this.loadStack(flags['project-dir'])
    const { chainOfCarrier } = await import('../../../cli/sip/show-carrier.ts')
    const answer = await chainOfCarrier(stack, { terminal: this.terminal, report: this.report })
    process.exitCode = answer.links.some(({ state }) => state === 'wrong') ? 1 : 0
    return answer
  }

  protected override view(answer: ChainAnswer, style: Style): string {
    return viewChain(answer, style)
  }
}
