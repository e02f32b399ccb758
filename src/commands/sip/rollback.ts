import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { projectDirFlag } from '../../cli/base-command.ts'
import { applyFlags, SipApplyCommand } from '../../cli/sip/apply-command.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'

export default class SipRollback extends SipApplyCommand {
  static override summary = 'Take the last `sip apply` back'
  static override description = [
    'What it changed is as it was before, what it made is deleted, and what it deleted is made again with a new id. Nothing else is touched.',
    'With the name of an older snapshot all that was applied since goes back to how it was then.',
    'A rollback keeps a snapshot of its own, so it can be taken back, too.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> 2026-11-26T20-30-00.123Z']
  static override args = {
    snapshot: Args.string({ description: 'name of a snapshot in .voicectl/sip/snapshots; the last one unless given' }),
  }
  static override flags = {
    ...projectDirFlag,
    'dry-run': Flags.boolean({ summary: 'show what would be done, and do nothing', default: false }),
    yes: applyFlags.yes,
  }

  override async run(): Promise<SipAnswer> {
    const { args, flags } = await this.parse(SipRollback)
    const [{ prepareRollback }, { whileAlone }, { answerOfPlan }] = await Promise.all([
      import('../../cli/sip/rollback-sip.ts'),
      import('../../sip/apply/apply-lock.ts'),
      import('../../sip/apply/answer.ts'),
    ])
    const dir = flags['project-dir']
    if (flags['dry-run']) {
      const { plan, url } = await prepareRollback(dir, args.snapshot, this.terminal)
      return answerOfPlan(plan, url)
    }
    const look = ['voicectl sip rollback', ...(args.snapshot === undefined ? [] : [args.snapshot]), '--dry-run'].join(' ')
    return whileAlone(dir, async () => this.carryOut(await prepareRollback(dir, args.snapshot, this.terminal), { ...flags, look }))
  }
}
