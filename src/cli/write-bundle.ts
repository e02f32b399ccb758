import { access, constants, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, homedir, release, totalmem, type as osType } from 'node:os'
import path from 'node:path'
import { check } from '../check/check.ts'
import { Failure } from '../core/failure.ts'
import { bundleEntries } from '../doctor/bundle/bundle-entries.ts'
import { createRedactor, secretValuesOf } from '../doctor/bundle/redactor.ts'
import { tarGz } from '../doctor/bundle/tar.ts'
import type { Subject } from '../doctor/subject.ts'
import { exists } from '../platform/files.ts'
import { runtimePaths } from '../runtime/native/paths.ts'
import { findingData } from './check-answer.ts'
import { readFolder } from './read-folder.ts'

export interface BundleOptions {
  subject: Subject
  /** What doctor found, or why it couldn't look; printed as JSON. */
  doctor: object
  /** Where it goes: `bundlePlace`. */
  file: string
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

/** Where the archive goes: `file`, or a name with the time where that is null. Raises BUNDLE_NOT_WRITTEN where it can't, before anybody waits for the probes. */
export async function bundlePlace(file: string | null, { cwd, now }: { cwd: string; now: Date }): Promise<string> {
  const target = path.resolve(cwd, file ?? `${nameAt(now)}.tar.gz`)
  if (await exists(target)) throw notWritten(target, Object.assign(new Error('EEXIST'), { code: 'EEXIST' }))
  await access(path.dirname(target), constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw notWritten(target, error)
  })
  return target
}

function nameAt(now: Date): string {
  return `voicectl-support-${now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}`
}

/** Writes the archive that a helper needs to see, readable by its owner only. Raises BUNDLE_NOT_WRITTEN, also where the file exists. */
export async function writeBundle({ subject, doctor, file, version, now }: BundleOptions): Promise<BundleResult> {
  const { sources } = await readFolder(subject.dir)
  const checked = check({ sources, unread: [] })
  const known = new Set(checked.files.map((each) => each.path))
  const redactor = createRedactor({ secrets: [...subject.secrets, ...checked.secrets, ...secretValuesOf(subject.env)], home: homedir() })
  const entries = await bundleEntries(
    {
      name: nameAt(now),
      findings: { doctor, check: checked.findings.map((finding) => findingData(finding)) },
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
  await writeFile(file, archive, { mode: 0o600, flag: 'wx' }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') await rm(file, { force: true }).catch(() => {})
    throw notWritten(file, error)
  })
  return { file, entries: entries.length, bytes: archive.length }
}

function whyNot(target: string, { code, message }: NodeJS.ErrnoException): string {
  const folder = path.dirname(target)
  if (code === 'EEXIST') return 'The file exists already.'
  if (code === 'ENOENT') return `There is no folder ${folder}.`
  if (code === 'ENOSPC') return `The disk of ${folder} is full.`
  return code === 'EACCES' || code === 'EROFS' ? `You may not write into ${folder}.` : message
}

function notWritten(target: string, error: NodeJS.ErrnoException): Failure {
  const isThere = error.code === 'EEXIST'
  return new Failure({
    code: 'BUNDLE_NOT_WRITTEN',
    message: `Couldn't write ${target}`,
    why: whyNot(target, error),
    fix: [
      { text: isThere ? 'Name another file' : 'Name a file in a folder that you may write', command: 'voicectl doctor --bundle <file>' },
    ],
    exit: 2,
    cause: error,
  })
}
