import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { projectDirFlag } from '../../cli/base-command.ts'
import { StreamCommand } from '../../cli/stream-command.ts'
import { styleOf, type Style } from '../../output/terminal.ts'
import { viewCallEvent, viewPing, viewPingResult } from '../../output/views/sip-ping.ts'
import type { PingAnswer } from '../../sip/ping/answer.ts'

export default class SipPing extends StreamCommand<PingAnswer> {
  static override summary = 'Ask whether SIP is reachable, or place a test call'
  static override description = [
    "Sends OPTIONS to a SIP server over UDP and TCP, and says what comes back; without a host to the stack's own. Has no effect there.",
    'With --invite it places a real call: it may start an agent and cost money, so it asks before, or needs --yes. It listens for a moment, then hangs up.',
    'The password for --username comes from VOICECTL_SIP_PASSWORD, or is asked for.',
    'Ends with exit code 1 unless SIP answers as it should over each transport.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sip.example.com --count 5',
    "<%= config.bin %> <%= command.id %> 'sip:sip.example.com:5061;transport=tls'",
    '<%= config.bin %> <%= command.id %> sip.example.com --invite +15550100 --from +15550199',
  ]
  static override args = {
    host: Args.string({ description: "host, host:port or SIP address; the stack's own SIP service where none is given" }),
  }
  static override flags = {
    ...projectDirFlag,
    transport: Flags.option({
      options: ['udp', 'tcp', 'tls'] as const,
      summary: 'only over this one; may be given more than once',
      multiple: true,
      multipleNonGreedy: true,
    })(),
    port: Flags.integer({ summary: 'port, where it is not the usual one', min: 1, max: 65_535, helpValue: '<port>' }),
    timeout: Flags.integer({ summary: 'seconds to wait; 5, and 30 for a call, unless given', min: 1, max: 300, helpValue: '<seconds>' }),
    count: Flags.integer({ summary: 'how often it asks', default: 1, min: 1, max: 100, helpValue: '<n>', exclusive: ['invite'] }),
    invite: Flags.string({ summary: 'place a real call to this number or user', helpValue: '<number>' }),
    from: Flags.string({ summary: 'the caller of that call', helpValue: '<number>', dependsOn: ['invite'] }),
    username: Flags.string({ summary: 'who it is where a password is asked for', helpValue: '<name>', dependsOn: ['invite'] }),
    yes: Flags.boolean({ char: 'y', summary: "don't ask before a call", default: false }),
  }

  override async run(): Promise<PingAnswer> {
    const { args, flags } = await this.parse(SipPing)
    const { transport = [], 'project-dir': dir, ...rest } = flags
    const password = process.env['VOICECTL_SIP_PASSWORD']
    const { preparePing, runPing } = await import('../../cli/run-ping.ts')
    const isUnattended = this.isUnattended(flags)
    const prepared = await preparePing({ ...rest, host: args.host, dir, transports: transport, password, isUnattended })
    this.terminal.hide(prepared.call?.credentials ? [prepared.call.credentials.password] : [])
    const style = styleOf(process.stdout)
    const screen = {
      report: this.report,
      onResult: (result: PingAnswer['results'][number]) => this.showEarly(viewPingResult(result, style)),
      onEvent: (event: Parameters<typeof viewCallEvent>[0]) => this.showEarly(viewCallEvent(event, style)),
    }
    return this.untilStopped(async ({ stop }) => {
      const answer = await runPing(prepared, screen, stop)
      process.exitCode = answer.verdict.level === 'pass' ? 0 : 1
      return answer
    })
  }

  protected override view(answer: PingAnswer, style: Style): string {
    return viewPing(answer, style)
  }
}
