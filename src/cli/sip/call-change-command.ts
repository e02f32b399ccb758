import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../base-command.ts'
import type { PreparedChange } from './live-call.ts'

export const callFlags = {
  ...projectDirFlag,
  participant: Flags.string({ summary: 'which caller, where several are on the phone in the room', helpValue: '<identity>' }),
  yes: Flags.boolean({ char: 'y', summary: "don't ask: do it", env: 'VOICECTL_YES' }),
}

export const callArgs = { call: Args.string({ description: 'the room of the call, or its id (SCL_…)', required: true }) }

/** A command that does something to a call which can't be taken back, once that was consented to. */
export abstract class CallChangeCommand<Answer> extends BaseCommand<Answer> {
  protected async change({ what, carryOut }: PreparedChange<Answer>, verb: string, flags: { yes?: boolean }): Promise<Answer> {
    const { approve } = await import('../../output/approval.ts')
    const unattended = this.isUnattended(flags)
    const loss = `${verb} ${what}.`
    await approve({ question: `${verb} ${what}?`, initial: false, yes: Boolean(flags.yes), unattended, destructive: true, loss })
    return carryOut()
  }
}
