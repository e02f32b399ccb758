import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, projectDirFlag } from '../cli/base-command.ts'
import type { DoctorAnswer } from '../cli/run-doctor.ts'
import { Failure } from '../core/failure.ts'
import type { Subject } from '../doctor/subject.ts'
import { failureToJson } from '../output/failure.ts'
import { styleOf, type Style } from '../output/terminal.ts'
import { viewBundle, viewDoctor } from '../output/views/doctor.ts'

export default class Doctor extends BaseCommand<DoctorAnswer> {
  static override summary = 'Find what is wrong with a running stack, and how to mend it'
  static override description = [
    'Looks at the servers, the network and the keys as they are now, all at one time, within 15 seconds. Changes nothing.',
    'What is not configured is skipped; what could not be seen is unknown, never well.',
    'Ends with exit code 1 when a probe fails. What only the files show is found by `voicectl check`.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --prod',
    '<%= config.bin %> <%= command.id %> --only server --only media.udp',
    '<%= config.bin %> <%= command.id %> --bundle support.tar.gz',
  ]
  static override args = { file: Args.string({ description: 'with --bundle: the archive to write, instead of a name with the time' }) }
  static override flags = {
    ...projectDirFlag,
    bundle: Flags.boolean({
      summary: 'also write an archive for whoever helps you: findings, versions, config files, last logs; secrets are hidden',
      default: false,
    }),
    prod: Flags.boolean({
      summary: 'also what matters on a public host only: where its names lead, what others can reach',
      default: false,
    }),
    only: Flags.string({
      summary: 'only this probe or area, with what it needs; may be given more than once',
      helpValue: '<id>',
      multiple: true,
      multipleNonGreedy: true,
    }),
  }

  override async run(): Promise<DoctorAnswer> {
    const { flags, args } = await this.parse(Doctor)
    const bundle = await this.#bundlePlace(bundleTarget(args.file, flags.bundle))
    const { readSubject } = await import('../cli/read-subject.ts')
    const subject = await readSubject(flags['project-dir']).catch(async (error: unknown) => {
      if (bundle !== null) await this.#bundleOf(error, { dir: flags['project-dir'], ...bundle })
      throw error
    })
    this.terminal.hide(subject.secrets)
    const [{ runDoctor }, { probeLines }] = await Promise.all([import('../cli/run-doctor.ts'), import('../output/probe-lines.ts')])
    const lines = probeLines(process.stderr)
    try {
      const answer = await runDoctor({ subject, only: flags.only ?? [], prod: flags.prod, onEvent: lines.onEvent })
      process.exitCode = answer.result.findings.some(({ severity }) => severity === 'error') ? 1 : 0
      return bundle === null ? answer : await this.#withBundle(answer, { subject, ...bundle })
    } finally {
      lines.end()
    }
  }

  async #bundlePlace(file: string | null | undefined): Promise<BundlePlace | null> {
    if (file === undefined) return null
    const { bundlePlace } = await import('../cli/write-bundle.ts')
    const now = new Date()
    return { file: await bundlePlace(file, { cwd: process.cwd(), now }), now }
  }

  /** A stack that can't be read is what people ask for help with: the archive then holds its files and why. */
  async #bundleOf(reason: unknown, { dir, ...place }: BundlePlace & { dir: string }): Promise<void> {
    if (!(reason instanceof Failure) || reason.code === 'NO_STACK_FOUND') return
    const [{ writeBundle }, { readFactsOnly }] = await Promise.all([import('../cli/write-bundle.ts'), import('../cli/read-subject.ts')])
    const subject = await readFactsOnly(dir)
    this.terminal.hide(subject.secrets)
    const bundle = await writeBundle({ ...place, subject, doctor: failureToJson(reason), version: this.config.version })
    this.terminal.notice(viewBundle(bundle, styleOf(process.stderr)))
  }

  async #withBundle(answer: DoctorAnswer, { subject, ...place }: BundlePlace & { subject: Subject }): Promise<DoctorAnswer> {
    const { writeBundle } = await import('../cli/write-bundle.ts')
    const bundle = await writeBundle({ ...place, subject, doctor: answer.toJSON(), version: this.config.version }).catch(
      (error: unknown) => {
        // What was found is not lost with the archive; as JSON there is one answer only.
        if (!this.jsonEnabled()) this.show(answer)
        throw error
      },
    )
    return { ...answer, bundle, toJSON: () => ({ ...answer.toJSON(), bundle }) }
  }

  protected override view({ result, bundle }: DoctorAnswer, style: Style): string {
    return bundle ? `${viewDoctor(result, style)}\n\n${viewBundle(bundle, style)}` : viewDoctor(result, style)
  }
}

interface BundlePlace {
  /** Absolute path. */
  file: string
  now: Date
}

/** Undefined where no archive is wanted, null where its name is ours to choose. Raises FILE_WITHOUT_BUNDLE. */
function bundleTarget(file: string | undefined, bundle: boolean): string | null | undefined {
  if (bundle) return file ?? null
  if (file === undefined) return undefined
  throw new Failure({
    code: 'FILE_WITHOUT_BUNDLE',
    message: `doctor takes a file with --bundle only: ${file}`,
    fix: [
      { text: 'Write a support archive there', command: `voicectl doctor --bundle ${file}` },
      { text: 'Or look at the stack of another folder', command: 'voicectl doctor --project-dir <folder>' },
    ],
    exit: 2,
  })
}
