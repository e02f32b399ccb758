import { Failure } from '../core/failure.ts'
import type { Report } from '../core/progress.ts'
import type { Stack } from '../stack/load.ts'
import { applyFiles } from './apply-files.ts'
import type { FileChange } from './file-change.ts'
import { leftOverFiles, planFiles } from './plan-files.ts'

export interface GenerateOptions {
  /** Takes the derived text where a file was edited, keeping a copy. */
  force: boolean
  /** Plans and writes nothing. */
  dryRun: boolean
  report: Report
}

export interface GenerateResult {
  dryRun: boolean
  files: Array<Pick<FileChange, 'path' | 'about' | 'action' | 'edited' | 'diff'> & { backup: string | null }>
  /** Files of an earlier voicectl.yaml that are still there. */
  leftOver: string[]
}

/** Derives a stack's files again. Files in conflict stay as they are; the others are written, and GENERATE_CONFLICT is raised in the end. */
export async function generateFiles(
  stack: Pick<Stack, 'dir' | 'config'>,
  { force, dryRun, report }: GenerateOptions,
): Promise<GenerateResult> {
  const changes = await planFiles(stack, { force })
  const applied = dryRun ? [] : await applyFiles(stack.dir, changes)
  const backups = new Map(applied.map((file) => [file.path, file.backup]))
  const conflicts = changes.filter(({ action }) => action === 'conflict')
  if (conflicts.length > 0) {
    const written = changes.filter(({ action }) => action !== 'conflict' && action !== 'unchanged')
    for (const { path, action } of written) report({ type: 'note', text: `${path}: ${dryRun ? `would ${action}` : action}` })
    throw conflictFailure(conflicts)
  }
  const files = changes.map(({ path, about, action, edited, diff }) => ({
    path,
    about,
    action,
    edited,
    diff,
    backup: backups.get(path) ?? null,
  }))
  return { dryRun, files, leftOver: await leftOverFiles(stack.dir, changes) }
}

function conflictFailure(conflicts: FileChange[]): Failure {
  const names = conflicts.map(({ path }) => path).join(', ')
  return new Failure({
    code: 'GENERATE_CONFLICT',
    message: `Your edits and voicectl.yaml don't go together in ${names}`,
    why: `${conflicts.length === 1 ? 'That file is' : 'Those files are'} left as ${conflicts.length === 1 ? 'it is' : 'they are'}.`,
    problems: conflicts.flatMap((change) => change.problems),
    details: ['What --force would change:', ...conflicts.flatMap(({ diff }) => diff.trimEnd().split('\n'))],
    fix: [{ text: 'Change the file by hand, or take the derived text and keep a copy of yours', command: 'voicectl generate --force' }],
  })
}
