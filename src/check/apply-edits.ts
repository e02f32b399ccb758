import type { Edit, Finding } from '../core/finding.ts'
import type { Source } from './source.ts'
import { parseTree } from './yaml-tree.ts'

/** A file as edits change it. */
export interface EditedFile {
  path: string
  before: string
  after: string
  /** The new permission bits; null where they stay. */
  mode: number | null
}

/**
 * Applies the edits of findings to their files' texts; a finding's edits are applied all or none. Where two meet, the first one's are applied:
 * the next check shows what is left. Edits after which a file could not be read any more are not applied.
 */
export function applyEdits(sources: readonly Source[], findings: readonly Finding[]): { files: EditedFile[]; applied: Finding[] } {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const taken = new Map<string, Span[]>()
  const modes = new Map<string, number>()
  const applied: Finding[] = []
  for (const finding of findings) {
    if (finding.edits.length === 0) continue
    const spans = finding.edits.flatMap((edit) => spanOf(edit, byPath))
    const textEdits = finding.edits.filter(({ kind }) => kind !== 'mode')
    if (spans.length < textEdits.length || spans.some((span) => (taken.get(span.file) ?? []).some((other) => meet(span, other)))) continue
    if (spans.length > 0 && breaksFile(spans, { byPath, taken })) continue
    for (const span of spans) taken.set(span.file, [...(taken.get(span.file) ?? []), span])
    for (const edit of finding.edits) if (edit.kind === 'mode') modes.set(edit.file, edit.mode)
    applied.push(finding)
  }
  const paths = new Set([...taken.keys(), ...modes.keys()])
  const files = [...paths].toSorted().flatMap((path) => {
    const source = byPath.get(path)
    return source ? [{ path, before: source.text, after: rewrite(source.text, taken.get(path) ?? []), mode: modes.get(path) ?? null }] : []
  })
  return { files: files.filter(({ before, after, mode }) => before !== after || mode !== null), applied }
}

/** True where one of the files is YAML or JSON before and, with these spans besides those that are taken, not after. */
function breaksFile(
  spans: readonly Span[],
  { byPath, taken }: { byPath: ReadonlyMap<string, Source>; taken: ReadonlyMap<string, Span[]> },
): boolean {
  return [...new Set(spans.map(({ file }) => file))].some((file) => {
    const text = byPath.get(file)?.text ?? ''
    const all = [...(taken.get(file) ?? []), ...spans.filter((span) => span.file === file)]
    return faultsIn(file, rewrite(text, all)) > faultsIn(file, text)
  })
}

/** How many faults a file's text has, as YAML or as JSON; none for files of other kinds. */
function faultsIn(file: string, text: string): number {
  if (!/\.(?:ya?ml|json)$/i.test(file)) return 0
  return parseTree(file, text).faults.length + Number(file.endsWith('.json') && !isJson(text))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Characters from `start` to `end` become `text`. */
interface Span {
  file: string
  start: number
  end: number
  text: string
}

function spanOf(edit: Edit, sources: ReadonlyMap<string, Source>): Span[] {
  if (edit.kind === 'mode') return []
  const { file, line, column, length } = edit.at
  const text = sources.get(file)?.text
  const start = text === undefined ? -1 : lineStart(text, line)
  if (text === undefined || start === -1) return []
  const lineEnd = lineEndAt(text, start)
  if (edit.kind === 'insert-before') return [{ file, start, end: start, text: `${edit.text.replaceAll('\n', lineEnd)}${lineEnd}` }]
  const next = text.indexOf('\n', start)
  if (edit.kind === 'delete-line') {
    if (next !== -1) return [{ file, start, end: next + 1, text: '' }]
    // The last line without a line end: the one before it is the last one then, and has none either.
    return [{ file, start: Math.max(0, start - (start > 0 ? lineEnd.length : 0)), end: text.length, text: '' }]
  }
  return [{ file, start: start + column - 1, end: start + column - 1 + length, text: edit.text }]
}

/** The line end that is in use around an offset: of the line before, else of the first one. */
function lineEndAt(text: string, offset: number): string {
  const end = offset > 0 ? offset - 1 : text.indexOf('\n')
  return end > 0 && text[end] === '\n' && text[end - 1] === '\r' ? '\r\n' : '\n'
}

/** Offset of a line's first character, -1 where there is no such line. */
function lineStart(text: string, line: number): number {
  let start = 0
  for (let current = 1; current < line; current++) {
    const next = text.indexOf('\n', start)
    if (next === -1) return -1
    start = next + 1
  }
  return start
}

/** Two insertions at one place don't meet; anything else that shares a character does. */
function meet(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

function rewrite(text: string, spans: readonly Span[]): string {
  return spans
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((result, { start, end, text: added }) => `${result.slice(0, start)}${added}${result.slice(end)}`, text)
}
