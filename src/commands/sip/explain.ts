import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'
import type { Style } from '../../output/terminal.ts'
import { viewExplanation } from '../../output/views/sip-explain.ts'
import type { Explanation } from '../../sip/explain/explain-call.ts'

export default class SipExplain extends BaseCommand<Explanation | null> {
  static override summary = 'Tell what happens to a phone call, and why'
  static override description = [
    'Judges a call as livekit-server does, without a call: by what voicectl.yaml declares under sip, by what the server has (--live), or by files (-f).',
    'Tells trunk, password, rule, room, agent and route, why every other trunk and rule loses, and for a call that is dropped what to change.',
    'Ends with exit code 1 when the call is dropped or the server can only fail at it.',
    '--batch answers many calls: each line {"state": {"inbound": […], "rules": […]}, "call": {"from", "to", "ip", "host", "pin"}} with a line',
    '{"outcome", "trunk", "rule", "auth", "room"}. It needs no stack.',
  ].join('\n')
  static override usage = [
    '<%= command.id %> --from <number> --to <number> [--ip <address>] [--host <host>] [--pin <digits>] [--live | -f <file>...]',
    '<%= command.id %> --batch <file>',
  ]
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from +15550001111 --to +15551234567',
    '<%= config.bin %> <%= command.id %> --from +15550001111 --to +15551234567 --ip 54.172.60.1 --live',
    '<%= config.bin %> <%= command.id %> --from +15550001111 --to +15551234567 -f state.json',
    '<%= config.bin %> <%= command.id %> --batch calls.ndjson',
  ]
  static override flags = {
    ...projectDirFlag,
    from: Flags.string({ summary: "the caller's number, or name, as the carrier sends it", helpValue: '<number>' }),
    to: Flags.string({ summary: 'the called number, as the carrier sends it', helpValue: '<number>' }),
    ip: Flags.string({ summary: 'the address that the call comes from', helpValue: '<address>' }),
    host: Flags.string({ summary: 'the host of its From header', helpValue: '<host>' }),
    pin: Flags.string({ summary: 'what the caller dials when asked for a pin', helpValue: '<digits>' }),
    live: Flags.boolean({ summary: 'ask the LiveKit server for its trunks and rules', default: false, exclusive: ['file'] }),
    file: Flags.string({
      char: 'f',
      summary: 'JSON with trunks and rules; may be given more than once',
      helpValue: '<file>',
      multiple: true,
      multipleNonGreedy: true,
    }),
    batch: Flags.string({
      summary: 'answer each line of this file, or of stdin for -',
      helpValue: '<file>',
      exclusive: ['from', 'to', 'ip', 'host', 'pin', 'live', 'file'],
    }),
  }

  override async run(): Promise<Explanation | null> {
    const { flags } = await this.parse(SipExplain)
    if (flags.batch !== undefined) {
      const { explainBatch } = await import('../../cli/sip/explain-batch.ts')
      process.exitCode = (await explainBatch(flags.batch, this.terminal)) ? 0 : 2
      return null
    }
    const { explainOne } = await import('../../cli/sip/explain-one.ts')
    const hide = (secrets: string[]) => this.terminal.hide(secrets)
    const explanation = await explainOne(flags, { dir: flags['project-dir'], live: flags.live, files: flags.file ?? [], hide })
    process.exitCode = explanation.outcome === 'accept' || explanation.outcome === 'pin' ? 0 : 1
    return explanation
  }

  /** The lines of a batch are the answer. */
  protected override show(explanation: Explanation | null): void {
    if (explanation !== null) super.show(explanation)
  }

  protected override view(explanation: Explanation | null, style: Style): string {
    return explanation === null ? '' : viewExplanation(explanation, style)
  }
}
