import { check, type CheckOptions, type CheckResult } from '../check/check.ts'
import type { Folder, Source } from '../check/source.ts'
import type { Finding } from '../core/finding.ts'
import { columnWhenHidden, hideSecrets } from '../core/hide-secrets.ts'
import { maskSecrets } from '../core/mask.ts'
import type { ShownLines } from '../output/code-frame.ts'
import { briefly } from '../platform/brief-work.ts'
import { folderAndFile, noStackIn, readFolder } from './read-folder.ts'

const WHY = 'There is no file below it that voicectl knows: livekit.yaml, .env, a compose file, sip.yaml, dispatch.json and the like.'

export interface CheckRun extends CheckOptions {
  /** A folder, or a file of which alone findings are wanted. */
  path: string
}

export interface CheckReport {
  /** After the fixes, where there were any. */
  findings: Finding[]
  ignored: number
  files: number
  /** What the files are. */
  kinds: readonly string[]
  fixed: { diff: string; modes: { path: string; mode: number }[]; applied: Finding[]; written: boolean } | null
  lines: ShownLines
  secrets: string[]
}

/** What was read of a folder, and what is to be said of it. */
export interface Checked {
  folder: Folder
  /** The folder's path. */
  root: string
  result: CheckResult
  /** Checks another state of the folder in the same way. */
  again: (folder: Folder) => CheckResult
}

/** Reads a folder and checks it. Raises PATH_NOT_FOUND, FOLDER_UNREADABLE or NO_STACK_FOUND. */
export async function runCheck(run: CheckRun): Promise<CheckReport> {
  const { folder, result } = await readAndCheck(run)
  return reportOf(folder, result, null)
}

/** As runCheck, for who has something to do with the files. */
export async function readAndCheck({ path: given, ...options }: CheckRun): Promise<Checked> {
  const { root, file } = folderAndFile(given)
  const folder = await readFolder(root, { code: true })
  const first = briefly(() => check(folder, options))
  if (first.files.length === 0 && first.findings.length === 0) throw noStackIn(given, { command: 'check', folder: '<folder>', why: WHY })
  return { folder, root, result: inFile(first, file), again: (changed) => inFile(check(changed, options), file) }
}

function inFile(result: CheckResult, file: string | null): CheckResult {
  if (file === null) return result
  return { ...result, findings: result.findings.filter(({ places }) => places.some((place) => place.file === file)) }
}

export function reportOf(folder: Folder, { findings, ignored, files, secrets }: CheckResult, fixed: CheckReport['fixed']): CheckReport {
  const kinds = [...new Set(files.flatMap((file) => file.kinds))]
  return { findings, ignored: ignored.length, files: files.length, kinds, fixed, lines: shownLines(folder.sources, secrets), secrets }
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
