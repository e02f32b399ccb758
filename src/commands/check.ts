import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import type { CheckAnswer } from '../cli/check-answer.ts'
import type { CheckReport, CheckRun } from '../cli/run-check.ts'
import type { Style } from '../output/style.ts'
import { importEagerly } from '../platform/eager-import.ts'

export default class Check extends BaseCommand<CheckAnswer> {
  static override summary = 'Find what is wrong in the files of any LiveKit stack'
  static override description = [
    'Reads every config file below a folder, compares them with one another and with what the servers accept, and says what to do.',
    'Starts and changes nothing. Ends with exit code 1 when there is a finding of severity error.',
    'A comment `# voicectl-ignore <id>: <reason>` on a line, or alone above it, keeps a finding back.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --fix',
    '<%= config.bin %> <%= command.id %> --explain keys.mismatch',
    '<%= config.bin %> <%= command.id %> infra --format sarif > voicectl.sarif',
  ]
  // Oclif would list what excludes what, in an order of its own.
  static override usage = [
    '<%= command.id %> [PATH] [--fix [--dry-run]] [--rule <id>...] [--severity error|warning|info] [--format text|sarif|github | --json]',
    '<%= command.id %> --explain <id>',
  ]
  static override args = { path: Args.string({ description: 'folder or file to check', default: '.', ignoreStdin: true }) }
  static override flags = {
    // Without defaults: oclif takes a flag with one for given, and --dry-run would do without --fix.
    fix: Flags.boolean({ summary: 'apply the safe edits and show them' }),
    'dry-run': Flags.boolean({ summary: 'with --fix: show the edits and write nothing', dependsOn: ['fix'] }),
    format: Flags.option({
      options: ['text', 'sarif', 'github'] as const,
      summary: 'form of the answer',
      default: 'text',
      exclusive: ['json'],
    })(),
    rule: Flags.string({ summary: 'only this rule; may be given more than once', helpValue: '<id>', multiple: true }),
    severity: Flags.option({ options: ['error', 'warning', 'info'] as const, summary: 'only findings at least this severe' })(),
    explain: Flags.string({ summary: 'tell the whole story of a rule', helpValue: '<id>', exclusive: ['fix', 'rule', 'severity'] }),
  }

  override async run(): Promise<CheckAnswer> {
    const { args, flags } = await this.parse(Check)
    if (flags.explain !== undefined) return (await import('../cli/check-answer.ts')).explainRule(flags.explain)
    const [{ answerCheck }, { runCheck }, { knownRules }] = await importEagerly(() =>
      Promise.all([import('../cli/answer-check.ts'), import('../cli/run-check.ts'), import('../cli/check-answer.ts')]),
    )
    const { format, rule, severity } = flags
    const run = { path: args.path, ...(rule ? { rules: knownRules(rule) } : {}), ...(severity ? { severity } : {}) }
    const report = flags.fix ? await mended(run, flags['dry-run'] ? 'show' : 'write') : await runCheck(run)
    const form = format === 'sarif' ? { format, version: this.config.version } : { format }
    return answerCheck(report, { form, terminal: this.terminal })
  }

  protected override view(answer: CheckAnswer, style: Style): string {
    return answer.text(style)
  }
}

async function mended(run: CheckRun, fix: 'show' | 'write'): Promise<CheckReport> {
  const { mendCheck } = await import('../cli/mend-check.ts')
  return mendCheck(run, fix)
}
