import { readFile } from 'node:fs/promises'
import { Failure } from '../core/failure.ts'
import type { Problem } from '../core/problem.ts'

/**
 * What is to happen to one file.
 * - `create`: it isn't there
 * - `update`: nobody edited it, and what is derived has changed
 * - `merge`: it was edited; the edits are kept and what has changed is put in
 * - `unchanged`: nothing to do; it may hold edits
 * - `conflict`: edits and what has changed meet, or the file isn't ours; it stays as it is
 * - `overwrite`: as `conflict` or `merge`, and the user asked for the derived text
 */
export interface FileChange {
  path: string
  about: string
  action: 'create' | 'update' | 'merge' | 'unchanged' | 'conflict' | 'overwrite'
  /** True when the file on disk has edits by hand. */
  edited: boolean
  /** The text to be written; null where nothing is. */
  content: string | null
  /** The text as derived, kept as the base of later merges; null for files that are only added to. */
  derived: string | null
  /** Unified diff from the file on disk to `content`, without the headers; empty where nothing changes. */
  diff: string
  /** Where edits and what has changed meet. */
  problems: Problem[]
}

/** The text of a file, or null where there is none. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Failure({ code: 'FILE_UNREADABLE', message: `Couldn't read ${file}`, why: (error as Error).message, cause: error })
  }
}
