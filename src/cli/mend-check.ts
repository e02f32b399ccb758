import { applyEdits, type EditedFile } from '../check/apply-edits.ts'
import type { CheckResult } from '../check/check.ts'
import type { Folder, Source } from '../check/source.ts'
import { diffOf } from '../core/diff.ts'
import type { Finding } from '../core/finding.ts'
import { readAndCheck, reportOf, type CheckReport, type CheckRun } from './run-check.ts'
import { writeEdited } from './write-edited.ts'

/** Rounds of mending; a slip behind a slip behind a slip is rare. */
const MOST_ROUNDS = 5

/** As runCheck, and mends what may be mended, or with `show` tells what would change. Raises FILE_CHANGED or FILE_NOT_WRITABLE besides. */
export async function mendCheck(run: CheckRun, fix: 'show' | 'write'): Promise<CheckReport> {
  const { folder, root, result, again } = await readAndCheck(run)
  const { files, applied, secrets } = mendAll(folder, result, again)
  const fixed = { ...described(files), applied, written: fix === 'write' }
  if (fix === 'show') return reportOf(folder, { ...result, secrets }, fixed)
  for (const edited of files) await writeEdited(root, edited, modeOf(edited, folder))
  const mended = { ...folder, sources: folder.sources.map((source) => rewritten(source, files)) }
  return reportOf(mended, { ...again(mended), secrets }, fixed)
}

/** Mends what may be mended until nothing is left: what was mended may show the next slip, and of two edits at one place the second waits. */
function mendAll(folder: Folder, first: CheckResult, checked: (folder: Folder) => CheckResult) {
  const before = new Map(folder.sources.map((source) => [source.path, source]))
  const secrets = new Set(first.secrets)
  const applied: Finding[] = []
  let { sources } = folder
  let { findings } = first
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = applyEdits(sources, findings)
    if (edits.applied.length === 0) break
    applied.push(...edits.applied)
    sources = sources.map((source) => rewritten(source, edits.files))
    const result = checked({ ...folder, sources })
    for (const secret of result.secrets) secrets.add(secret)
    ;({ findings } = result)
  }
  const files = sources.flatMap((source): EditedFile[] => {
    const old = before.get(source.path)
    if (!old || old === source) return []
    return [{ path: source.path, before: old.text, after: source.text, mode: source.mode === old.mode ? null : source.mode }]
  })
  return { files, applied, secrets: [...secrets] }
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
