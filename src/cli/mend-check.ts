import path from 'node:path'
import { applyEdits, type EditedFile } from '../check/apply-edits.ts'
import type { Folder, Source } from '../check/source.ts'
import { diffOf } from '../core/diff.ts'
import { writeFileAtomic } from '../platform/files.ts'
import { readAndCheck, reportOf, type CheckReport, type CheckRun } from './run-check.ts'

/** As runCheck, and mends what may be mended, or with `show` tells what would change. Raises FILE_NOT_WRITABLE besides. */
export async function mendCheck(run: CheckRun, fix: 'show' | 'write'): Promise<CheckReport> {
  const { folder, root, result, again } = await readAndCheck(run)
  const { files, applied } = applyEdits(folder.sources, result.findings)
  const fixed = { ...described(files), applied, written: fix === 'write' }
  if (fix === 'show') return reportOf(folder, result, fixed)
  for (const edited of files) await writeFileAtomic(path.join(root, edited.path), edited.after, modeOf(edited, folder))
  const mended = { ...folder, sources: folder.sources.map((source) => rewritten(source, files)) }
  return reportOf(mended, again(mended), fixed)
}

function described(files: readonly EditedFile[]): { diff: string; modes: { path: string; mode: number }[] } {
  const changed = files.filter(({ before, after }) => before !== after)
  return {
    diff: changed.map((file) => diffOf(file.path, file.before, file.after)).join('\n'),
    modes: files.flatMap(({ path: edited, mode }) => (mode === null ? [] : [{ path: edited, mode }])),
  }
}

function rewritten(source: Source, files: readonly EditedFile[]): Source {
  const edited = files.find(({ path: changed }) => changed === source.path)
  return edited ? { ...source, text: edited.after, mode: edited.mode ?? source.mode } : source
}

function modeOf(edited: EditedFile, folder: Folder): number {
  return edited.mode ?? folder.sources.find(({ path: source }) => source === edited.path)?.mode ?? 0o644
}
