import path from 'node:path'
import { parseDocument } from 'yaml'
import { hideSecrets } from '../core/hide-secrets.ts'
import type { Problem } from '../core/problem.ts'
import type { Stack } from '../stack/load.ts'
import { DERIVED_PATHS, deriveFiles, type DerivedFile } from './derive.ts'
import { isEdited, withBody, withHeader, withoutHeader, type Derived } from './derived-header.ts'
import { diffOf } from '../core/diff.ts'
import { readText, type FileChange } from './file-change.ts'
import { planGitignore } from './gitignore.ts'
import { mergeText } from './merge.ts'

/** Copies of the files as they were derived: what a hand edit is compared with. */
export const BASE_DIR = path.join('.voicectl', 'base')

export interface PlanOptions {
  /** Takes the derived text where a file was edited. */
  force?: boolean
}

/** What `voicectl generate` would do in a stack's folder. Reads, writes nothing. */
export async function planFiles(stack: Pick<Stack, 'dir' | 'config'>, options: PlanOptions = {}): Promise<FileChange[]> {
  const derived = await deriveFiles(stack.config)
  const changes = await Promise.all(derived.map((file) => planFile(stack.dir, file, options)))
  return [await planGitignore(stack.dir), ...changes]
}

/** Files of ours that are there and no longer follow from voicectl.yaml. They are the user's to delete. */
export async function leftOverFiles(dir: string, changes: FileChange[]): Promise<string[]> {
  const gone = DERIVED_PATHS.filter((file) => !changes.some((change) => change.path === file))
  const texts = await Promise.all(gone.map((file) => readText(path.join(dir, file))))
  return gone.filter((file, index) => withoutHeader(file, texts[index] ?? '').hash !== null)
}

async function planFile(dir: string, file: DerivedFile, { force = false }: PlanOptions): Promise<FileChange> {
  const [current, base] = await Promise.all([readText(path.join(dir, file.path)), readText(path.join(dir, BASE_DIR, file.path))])
  const change = { path: file.path, about: file.about, derived: file.content, edited: false, problems: [], diff: '' }
  if (current === null) return { ...change, action: 'create', content: file.content }
  const [now, next] = [withoutHeader(file.path, current), withoutHeader(file.path, file.content)]
  const diff = bodyDiff(file.path, now, next.body)
  if (now.body === next.body && now.hash === next.hash) return { ...change, action: 'unchanged', content: null }
  // The text is right and only its header is not.
  if (now.body === next.body) return { ...change, action: 'update', content: file.content }
  if (!isEdited(now)) return { ...change, action: 'update', content: file.content, diff }
  const edited = { ...change, edited: true }
  if (force) return { ...edited, action: 'overwrite', content: file.content, diff }
  if (now.hash === next.hash) return { ...edited, action: 'unchanged', content: null }
  return { ...edited, ...mergeEdits({ file: file.path, now, next, base: base === null ? null : withoutHeader(file.path, base), current }) }
}

interface Versions {
  file: string
  current: string
  now: Derived
  next: Derived
  base: Derived | null
}

function mergeEdits(versions: Versions): Pick<FileChange, 'action' | 'content' | 'diff' | 'problems'> {
  const { file, now, next, base } = versions
  const conflict = (problems: Problem[]) => ({ action: 'conflict' as const, content: null, diff: bodyDiff(file, now, next.body), problems })
  if (now.hash === null) return conflict([placed(versions, 1, 'not written by voicectl, or its first lines are gone')])
  if (base?.hash !== now.hash || isEdited(base)) {
    const line = firstDifference(now.body, next.body)
    return conflict([placed(versions, line, `edited, and the text it was derived from is no longer in ${BASE_DIR}`)])
  }
  const { text, conflicts } = mergeText(base.body, now.body, next.body)
  if (conflicts.length > 0) {
    return conflict(conflicts.map(({ line, theirs }) => placed(versions, line, `your edit and the derived text differ: ${quoted(theirs)}`)))
  }
  const fault = syntaxFault(file, text)
  if (fault) return conflict([placed(versions, firstDifference(base.body, now.body), `with your edits merged in it isn't valid: ${fault}`)])
  return { action: 'merge', content: withHeader(file, text, next.body), diff: bodyDiff(file, now, text), problems: [] }
}

/** A line of the body as a place in the file on disk. */
function placed({ file, current, now }: Versions, bodyLine: number, message: string): Problem {
  const lines = current.replaceAll('\r\n', '\n').split('\n')
  const line = Math.max(bodyLine + lines.length - now.body.split('\n').length, 1)
  return { file, line, column: 1, message, source: hideSecrets(lines.join('\n'))[line - 1] ?? '' }
}

function quoted(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return 'those lines are gone'
  return `${lines[0]?.trim()}${lines.length > 1 ? ' …' : ''}`
}

function firstDifference(a: string, b: string): number {
  const other = b.split('\n')
  return a.split('\n').findIndex((line, index) => line !== other[index]) + 1 || 1
}

function syntaxFault(file: string, text: string): string | null {
  if (!/\.(ya?ml|json)$/.test(file)) return null
  const fault = parseDocument(text).errors[0]
  return fault ? (fault.message.split('\n')[0] ?? fault.code) : null
}

/** Diff to another body, with the line numbers of the file on disk. */
function bodyDiff(file: string, now: Derived, body: string): string {
  return diffOf(file, withBody(file, now, now.body), withBody(file, now, body))
}
