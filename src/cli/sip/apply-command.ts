import * as Flags from '@oclif/core/flags'
import { shellWord } from '../../core/shell-word.ts'
import type { SipKind } from '../../core/sip-resources.ts'
import { styleOf } from '../../output/style-of.ts'
import type { Style } from '../../output/style.ts'
import { viewSipAnswer } from '../../output/views/sip-plan.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'
import type { SipPlan } from '../../sip/apply/plan-sip.ts'
import type { SipServer } from '../../sip/apply/run.ts'
import { listenForStop } from '../../platform/stop-signals.ts'
import { BaseCommand, projectDirFlag } from '../base-command.ts'

export const planFlags = {
  ...projectDirFlag,
  file: Flags.string({
    char: 'f',
    summary: 'JSON file in a shape that lk takes or prints, in place of voicectl.yaml; may be given more than once',
    helpValue: '<file>',
    multiple: true,
    multipleNonGreedy: true,
  }),
  prune: Flags.boolean({ summary: 'also delete what this stack has made and does not declare any more', default: false }),
}

export const applyFlags = {
  ...planFlags,
  yes: Flags.boolean({ char: 'y', summary: "don't ask: apply it, also where something is deleted or overwritten", env: 'VOICECTL_YES' }),
}

/** A plan, and the server that it is of. */
export interface Prepared {
  server: SipServer
  url: string
  plan: SipPlan
  planAgain: () => Promise<SipPlan>
}

/** What the commands that apply have in common in their help. */
export const applyDescription = [
  'What the sip block of voicectl.yaml declares is made or changed in place; each is found by its name. Nothing else on the server is touched.',
  'A second run writes nothing. One that was interrupted is taken up by the next. Before it writes it keeps how things were, for `sip rollback`.',
].join('\n')

export function applyExamples(file: string): string[] {
  const command = '<%= config.bin %> <%= command.id %>'
  return [command, `${command} --file ${file}`, `${command} --prune`]
}

interface ApplyFlags {
  'project-dir': string
  file: string[] | undefined
  prune: boolean
  yes?: boolean
}

/** A command that makes trunks or rules of a server what they are declared to be. */
export abstract class SipApplyCommand extends BaseCommand<SipAnswer> {
  protected async applySip(flags: ApplyFlags, scope: readonly SipKind[]): Promise<SipAnswer> {
    const [{ preparePlan }, { whileAlone }] = await Promise.all([import('./plan-sip.ts'), import('../../sip/apply/apply-lock.ts')])
    const request = { dir: flags['project-dir'], files: flags.file ?? [], scope, prune: flags.prune }
    return whileAlone(request.dir, async () => {
      const { server, url, plan, request: wanted } = await preparePlan(request, this.terminal)
      const files = (flags.file ?? []).flatMap((file) => ['--file', shellWord(file)])
      const look = ['voicectl sip plan', ...files, ...(flags.prune ? ['--prune'] : [])].join(' ')
      return this.carryOut({ server, url, plan, planAgain: () => server.plan(wanted) }, { yes: Boolean(flags.yes), look })
    })
  }

  /** Asks where it has to be asked, writes, and sets the exit code. `look` is the command that shows what would be lost. */
  protected async carryOut({ server, url, plan, planAgain }: Prepared, flags: { yes?: boolean; look: string }): Promise<SipAnswer> {
    const { answerOfApply } = await import('../../sip/apply/answer.ts')
    const agreed = await this.agreedPlan({ server, url, plan, planAgain }, flags)
    const signals = listenForStop()
    try {
      const applied = await server.apply(agreed, { report: this.report, signal: signals.stop, planAgain })
      const answer = answerOfApply(agreed, applied, url)
      process.exitCode = signals.exitCode() ?? (isDone(answer) ? 0 : 1)
      return answer
    } finally {
      signals.dispose()
    }
  }

  /** The plan once it is consented to: what others change while the question stands is asked about again. */
  private async agreedPlan({ plan, url, planAgain }: Prepared, flags: { yes?: boolean; look: string }): Promise<SipPlan> {
    if (plan.writes.length === 0) return plan
    const [{ answerOfPlan, losesSomething }, { approve }, { impossible }] = await Promise.all([
      import('../../sip/apply/answer.ts'),
      import('../../output/approval.ts'),
      import('./plan-sip.ts'),
    ])
    const unattended = this.isUnattended(flags)
    const shown = (each: SipPlan) => viewSipAnswer(answerOfPlan(each, url), styleOf(process.stderr))
    for (let current = plan; ;) {
      if (!unattended) this.terminal.notice(`${shown(current)}\n`)
      const destructive = losesSomething(current)
      const loss = `${flags.look} shows it.`
      await approve({ question: 'Apply this?', initial: !destructive, yes: Boolean(flags.yes), unattended, destructive, loss })
      if (unattended || flags.yes) return current
      const now = await planAgain()
      if (now.problems.length > 0) throw impossible(now)
      if (isSamePlan(now, current)) return current
      this.terminal.notice('The server has changed meanwhile. Now it would be:\n\n')
      current = now
    }
  }

  protected override view(answer: SipAnswer, style: Style): string {
    return viewSipAnswer(answer, style)
  }
}

function isSamePlan(a: SipPlan, b: SipPlan): boolean {
  const told = ({ writes }: SipPlan) =>
    JSON.stringify(writes.map(({ kind, live, desired, change }) => [kind, change.action, live, desired]))
  return told(a) === told(b)
}

function isDone({ changes, applied }: SipAnswer): boolean {
  return changes.every(({ outcome }) => outcome === 'done') && applied?.notStored.length === 0
}
