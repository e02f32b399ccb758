import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { GenerateResult } from '../generate/generate-files.ts'
import type { Style } from '../output/style.ts'
import { viewGenerate } from '../output/views/generate.ts'

export default class Generate extends BaseCommand<GenerateResult> {
  static override summary = 'Derive the config files from voicectl.yaml again'
  static override description = [
    'Shows what changes. Edits by hand are kept: they are merged with what has changed in voicectl.yaml.',
    'Where both changed the same lines the file is left as it is, the place is named, and the exit code is 1.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --dry-run']
  static override flags = {
    ...projectDirFlag,
    'dry-run': Flags.boolean({ summary: 'show what would change and write nothing', default: false }),
    force: Flags.boolean({ summary: 'overwrite edits by hand, keeping copies as .bak', default: false }),
  }

  override async run(): Promise<GenerateResult> {
    const { flags } = await this.parse(Generate)
    const stack = await this.loadStack(flags['project-dir'])
    const { generateFiles } = await import('../generate/generate-files.ts')
    return generateFiles(stack, { force: flags.force, dryRun: flags['dry-run'], report: this.report })
  }

  protected override view(result: GenerateResult, style: Style): string {
    return viewGenerate(result, style)
  }
}
