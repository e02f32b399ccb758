import { copyFile, readlink, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../core/failure.ts'
import { exists, writeFileAtomic } from '../platform/files.ts'
import { readText, type FileChange } from './file-change.ts'
import { BASE_DIR } from './plan-files.ts'

export interface AppliedFile {
  path: string
  about: string
  action: FileChange['action']
  edited: boolean
  /** Copy of what was overwritten; null where nothing was. */
  backup: string | null
}

/** Writes what a plan says, and the base copies that later merges need. Conflicts are left alone. */
export async function applyFiles(dir: string, changes: FileChange[]): Promise<AppliedFile[]> {
  const applied: AppliedFile[] = []
  for (const change of changes) {
    const { path: file, about, action, edited, content, derived } = change
    const target = path.join(dir, file)
    const backup = action === 'overwrite' ? await keepCopy(target) : null
    if (content !== null) await writeInPlace(target, content)
    if (derived !== null && action !== 'conflict') await writeBase(path.join(dir, BASE_DIR, file), derived)
    applied.push({ path: file, about, action, edited, backup: backup && path.basename(backup) })
  }
  return applied
}

/** Writes through a symbolic link, and keeps the permissions of a file that is there; `mode` sets them otherwise. */
export async function writeInPlace(file: string, content: string, mode?: number): Promise<void> {
  const target = await linkTarget(file)
  const present = await stat(target).then(
    (found) => found.mode & 0o777,
    () => null,
  )
  await writeFileAtomic(target, content, mode ?? present ?? 0o644)
}

/** The file that a path leads to through symbolic links, also where nothing is there yet. Raises FILE_NOT_WRITABLE for links in a circle. */
export async function linkTarget(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw linkCircle(file, error)
  }
  const next = await readlink(file).catch(() => null)
  return next === null ? file : linkTarget(path.resolve(path.dirname(file), next))
}

function linkCircle(file: string, cause: unknown): Failure {
  const fix = [{ text: 'See where it leads, and take it away', command: `ls -l ${file}` }]
  return new Failure({
    code: 'FILE_NOT_WRITABLE',
    message: `Couldn't write ${file}`,
    why: 'It is a symbolic link that leads back to itself.',
    fix,
    cause,
  })
}

/** Copies a file to the first free of `.bak`, `.bak2`, ... beside it; returns the copy's path. */
export async function keepCopy(file: string): Promise<string> {
  for (let count = 1; ; count++) {
    const copy = `${file}.bak${count === 1 ? '' : count}`
    if (await exists(copy)) continue
    await copyFile(file, copy)
    return copy
  }
}

async function writeBase(file: string, content: string): Promise<void> {
  if ((await readText(file)) !== content) await writeFileAtomic(file, content)
}
