import { applyEdits, type EditedFile } from '../check/apply-edits.ts'
import { check, type CheckOptions, type CheckResult } from '../check/check.ts'
import type { Folder, Source } from '../check/source.ts'
import type { Finding } from '../core/finding.ts'
import { columnWhenHidden, hideSecrets } from '../core/hide-secrets.ts'
import { maskSecrets } from '../core/mask.ts'
import type { ShownLines } from '../output/code-frame.ts'
import { folderAndFile, noStackIn, readFolder } from './read-folder.ts'

const WHY = 'There is no file below it that voicectl knows: livekit.yaml, .env, a compose file, sip.yaml, dispatch.json and the like.'

/** Rounds of mending; a slip behind a slip behind a slip is rare. */
const MOST_ROUNDS = 5

export interface CheckRun extends CheckOptions {
  /** A folder, or a file of which alone findings are wanted. */
  path: string
  /** `no`, `show` what would change, or `write` it. */
  fix: 'no' | 'show' | 'write'
}

export interface CheckReport {
  /** After the fixes, where there were any. */
  findings: Finding[]
  ignored: number
  files: number
  fixed: { diff: string; modes: { path: string; mode: number }[]; applied: Finding[]; written: boolean } | null
  lines: ShownLines
  secrets: string[]
}

/** Reads a folder, checks it, and mends what may be mended. Raises PATH_NOT_FOUND, FOLDER_UNREADABLE, NO_STACK_FOUND, FILE_CHANGED or FILE_NOT_WRITABLE. */
export async function runCheck({ path: given, fix, ...options }: CheckRun): Promise<CheckReport> {
  const { root, file } = folderAndFile(given)
  const folder = await readFolder(root, { code: true })
  const first = check(folder, options)
  if (first.files.length === 0 && first.findings.length === 0) throw noStackIn(given, { command: 'check', folder: '<folder>', why: WHY })
  const wanted = inFile(first, file)
  if (fix === 'no') return report(folder, wanted, null)
  const { files, applied, secrets } = mendAll(folder, wanted, (mended) => inFile(check(mended, options), file))
  const fixed = { ...(await described(files)), applied, written: fix === 'write' }
  if (fix === 'show') return report(folder, { ...wanted, secrets }, fixed)
  const { writeEdited } = await import('./write-edited.ts')
  for (const edited of files) await writeEdited(root, edited, modeOf(edited, folder))
  const mended = { ...folder, sources: folder.sources.map((source) => rewritten(source, files)) }
  return report(mended, { ...inFile(check(mended, options), file), secrets }, fixed)
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

function inFile(result: CheckResult, file: string | null): CheckResult {
  if (file === null) return result
  return { ...result, findings: result.findings.filter(({ places }) => places.some((place) => place.file === file)) }
}

function report(folder: Folder, { findings, ignored, files, secrets }: CheckResult, fixed: CheckReport['fixed']): CheckReport {
  return { findings, ignored: ignored.length, files: files.length, fixed, lines: shownLines(folder.sources, secrets), secrets }
}

/** The lines of files with their secrets hidden; worked out for the files that are asked for. */
function shownLines(sources: readonly Source[], secrets: readonly string[]): ShownLines {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const known = new Map<string, { written: string[]; hidden: string[] }>()
  const linesOf = (file: string) => {
    const text = byPath.get(file)?.text
    if (text === undefined) return undefined
    const lines = known.get(file) ?? { written: text.split('\n'), hidden: hideSecrets(text).map((line) => maskSecrets(line, secrets)) }
    known.set(file, lines)
    return lines
  }
  return (file, line) => {
    const [written, hidden] = [linesOf(file)?.written[line - 1], linesOf(file)?.hidden[line - 1]]
    if (written === undefined || hidden === undefined) return undefined
    return { text: hidden, columnOf: (column) => columnWhenHidden(written, hidden, column) }
  }
}

async function described(files: readonly EditedFile[]): Promise<{ diff: string; modes: { path: string; mode: number }[] }> {
  const { diffOf } = await import('../core/diff.ts')
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
