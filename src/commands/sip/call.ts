import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { projectDirFlag } from '../../cli/base-command.ts'
import { StreamCommand } from '../../cli/stream-command.ts'
import { languages, modes } from '../../core/caller.ts'
import { shellWord } from '../../core/shell-word.ts'
import { styleOf } from '../../output/style-of.ts'
import type { Style } from '../../output/style.ts'
import { viewCall, viewCallEvent } from '../../output/views/sip-call.ts'
import type { CallAnswer } from '../../sip/calls/call-answer.ts'

export default class SipCall extends StreamCommand<CallAnswer> {
  static override summary = 'Call somebody and let the agent talk with them'
  static override description = [
    'Makes a room with the agent in it, calls through an outbound trunk, and returns when the call is answered; Ctrl-C before that gives it up.',
    'With --wait it stays until the call is over, and Ctrl-C hangs up. What sip.calling of voicectl.yaml forbids is not called.',
    'With --json each step is one line of JSON.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %> +15105550100',
    '<%= config.bin %> <%= command.id %> +15105550100 --trunk carrier-out --mode support --wait',
    '<%= config.bin %> <%= command.id %> +15105550100 --consent "web form, 3 May" --yes --json',
  ]
  static override args = { number: Args.string({ description: 'the number, with + and its country code', required: true }) }
  static override flags = {
    ...projectDirFlag,
    trunk: Flags.string({ summary: 'outbound trunk, by name or id; not needed where there is only one' }),
    from: Flags.string({ summary: "the number that the call comes from; one of the trunk's" }),
    room: Flags.string({ summary: 'room of the call; a new one unless given' }),
    agent: Flags.string({ summary: "who talks; the stack's agent unless given" }),
    mode: Flags.string({ summary: 'what the call is about; chooses the specialist', options: [...modes] }),
    language: Flags.string({ summary: 'language of the call', options: [...languages] }),
    metadata: Flags.string({ summary: 'JSON object for the agent, as its job metadata', helpValue: '<json>' }),
    // The server gives up after 80 s.
    timeout: Flags.integer({ summary: 'seconds that it may ring', default: 30, min: 5, max: 75 }),
    dtmf: Flags.string({ summary: 'keys to press once it is answered; w waits half a second', helpValue: '<keys>' }),
    'display-name': Flags.string({ summary: 'name shown to them, where the carrier takes one' }),
    consent: Flags.string({ summary: 'how its owner agreed to be called; kept in the metadata of the room', helpValue: '<how>' }),
    'ignore-quiet-hours': Flags.boolean({ summary: 'call although sip.calling.quietHours says not to', default: false }),
    wait: Flags.boolean({ summary: 'stay until the call is over; Ctrl-C hangs up', default: false }),
    // Not by VOICECTL_YES: it costs money, so each call is agreed to.
    yes: Flags.boolean({ char: 'y', summary: "don't ask: call", default: false }),
  }

  override async run(): Promise<CallAnswer> {
    const { args, flags } = await this.parse(SipCall)
    const [{ prepareCall }, { approve }] = await Promise.all([import('../../cli/sip/place-call.ts'), import('../../output/approval.ts')])
    const { plan, carryOut } = await prepareCall(args.number, flags, this.terminal)
    await approve({
      question: `Call ${plan.number} through ${plan.trunk.name || plan.trunk.id}, with ${plan.agent}?`,
      initial: false,
      yes: flags.yes,
      unattended: this.isUnattended(flags),
      // Nobody's silence is consent to a call that rings and costs money.
      destructive: true,
      unasked: {
        message: `A real call to ${plan.number}, which costs money, needs --yes`,
        command: ['voicectl sip call', ...this.argv.map(shellWord), '--yes'].join(' '),
      },
    })
    const style = styleOf(process.stdout)
    this.beginStream()
    return this.untilStopped(({ stop }) =>
      carryOut({ stop, onEvent: (event) => this.emit(event.state, event, (data) => viewCallEvent(data, style)) }),
    )
  }

  protected override view(answer: CallAnswer, style: Style): string {
    return viewCall(answer, style)
  }
}
