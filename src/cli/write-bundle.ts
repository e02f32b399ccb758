import { writeFile } from 'node:fs/promises'
import { arch, cpus, homedir, release, totalmem, type as osType } from 'node:os'
import path from 'node:path'
import { check } from '../check/check.ts'
import { Failure } from '../core/failure.ts'
import { bundleEntries } from '../doctor/bundle/bundle-entries.ts'
import { createRedactor, secretValuesOf } from '../doctor/bundle/redactor.ts'
import { tarGz } from '../doctor/bundle/tar.ts'
import type { Subject } from '../doctor/subject.ts'
import { runtimePaths } from '../runtime/native/paths.ts'
import { findingData } from './check-answer.ts'
import { readFolder } from './read-folder.ts'
import type { DoctorAnswer } from './run-doctor.ts'

export interface BundleOptions {
  subject: Subject
  answer: DoctorAnswer
  /** Where it goes; null chooses a name in `cwd`. */
  file: string | null
  cwd: string
  /** voicectl's own. */
  version: string
  now: Date
}

export interface BundleResult {
  /** Absolute path. */
  file: string
  /** How many files are in it. */
  entries: number
  bytes: number
}

/** Writes the archive that a helper needs to see, readable by its owner only. Raises BUNDLE_NOT_WRITTEN, also where the file exists. */
export async function writeBundle({ subject, answer, file, cwd, version, now }: BundleOptions): Promise<BundleResult> {
  const { sources } = await readFolder(subject.dir)
  const checked = check({ sources, unread: [] })
  const known = new Set(checked.files.map((each) => each.path))
  const redactor = createRedactor({ secrets: [...subject.secrets, ...checked.secrets, ...secretValuesOf(subject.env)], home: homedir() })
  const name = `voicectl-support-${now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}`
  const entries = await bundleEntries(
    {
      name,
      findings: { doctor: answer.toJSON(), check: checked.findings.map((finding) => findingData(finding)) },
      versions: {
        voicectl: version,
        node: process.version,
        system: `${osType()} ${release()} ${arch()}`,
        processors: cpus().length,
        memoryMB: Math.round(totalmem() / 1024 / 1024),
        target: subject.target,
        made: now.toISOString(),
      },
      files: sources.filter((source) => known.has(source.path)),
      logDir: runtimePaths(subject.dir).logDir,
    },
    redactor,
  )
  const archive = await tarGz(entries, now)
  const target = path.resolve(cwd, file ?? `${name}.tar.gz`)
  await writeFile(target, archive, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw notWritten(target, error)
  })
  return { file: target, entries: entries.length, bytes: archive.length }
}

function notWritten(target: string, error: NodeJS.ErrnoException): Failure {
  const exists = error.code === 'EEXIST'
  return new Failure({
    code: 'BUNDLE_NOT_WRITTEN',
    message: `Couldn't write ${target}`,
    why: exists ? 'The file exists already.' : error.message,
    fix: [
      { text: exists ? 'Name another file' : 'Name a file in a folder that you may write', command: 'voicectl doctor --bundle <file>' },
    ],
    exit: 2,
    cause: error,
  })
}
