import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { DoctorAnswer } from '../cli/run-doctor.ts'
import type { Style } from '../output/terminal.ts'
import { viewDoctor } from '../output/views/doctor.ts'

export default class Doctor extends BaseCommand<DoctorAnswer> {
  static override summary = 'Find what is wrong with a running stack, and say how to mend it'
  static override description = [
    'Looks at the servers, the network and the keys as they are now, all at one time, within 15 seconds. Changes nothing.',
    'What is not configured is skipped; what could not be seen is unknown, never well.',
    'Ends with exit code 1 when a probe fails. What only the files show is found by `voicectl check`.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --prod',
    '<%= config.bin %> <%= command.id %> --only server --only media.udp',
  ]
  static override flags = {
    ...projectDirFlag,
    prod: Flags.boolean({ summary: 'also what matters on a public host only: names, certificates, ports from outside', default: false }),
    only: Flags.string({
      summary: 'only this probe or area, with what it needs; may be given more than once',
      helpValue: '<id>',
      multiple: true,
      default: [],
    }),
  }

  override async run(): Promise<DoctorAnswer> {
    const { flags } = await this.parse(Doctor)
    const { readSubject } = await import('../cli/read-subject.ts')
    const subject = await readSubject(flags['project-dir'])
    this.terminal.hide(subject.secrets)
    const [{ runDoctor }, { probeLines }] = await Promise.all([import('../cli/run-doctor.ts'), import('../output/probe-lines.ts')])
    const lines = probeLines(process.stderr)
    try {
      const answer = await runDoctor({ subject, only: flags.only, prod: flags.prod, onEvent: lines.onEvent })
      process.exitCode = answer.result.findings.some(({ severity }) => severity === 'error') ? 1 : 0
      return answer
    } finally {
      lines.end()
    }
  }

  protected override view({ result }: DoctorAnswer, style: Style): string {
    return viewDoctor(result, style)
  }
}
