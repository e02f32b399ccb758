import { isAlias, isNode, parseAllDocuments, visit } from 'yaml'
import type { Edit } from '../core/finding.ts'
import type { Source } from './source.ts'

/** Asks of edits whether they touch a part of a YAML file that anchors and aliases put into several places: what is right for one of them may be wrong for another. */
export function touchesSharedPart(sources: readonly Source[]): (edits: readonly Edit[]) => boolean {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const known = new Map<string, Lines[]>()
  const sharedIn = (file: string) => {
    const before = known.get(file)
    if (before) return before
    const source = byPath.get(file)
    const found = source ? sharedLines(source) : []
    known.set(file, found)
    return found
  }
  return (edits) =>
    edits.some((edit) => {
      if (edit.kind === 'mode') return false
      const { file, line, column } = edit.at
      return sharedIn(file).some(({ from, to }) => isBehind(from, { line, column }) && isBehind({ line, column }, to))
    })
}

interface Point {
  line: number
  column: number
}

interface Lines {
  from: Point
  to: Point
}

function isBehind(a: Point, b: Point): boolean {
  return a.line < b.line || (a.line === b.line && a.column <= b.column)
}

/** Where the values stand that have an anchor which some alias names. */
function sharedLines({ path, text }: Source): Lines[] {
  if (!/\.ya?ml$/i.test(path) || !/(?:^|[\s[{,:-])\*[^\s,\]}]/m.test(text) || !text.includes('&')) return []
  const named = new Set<string>()
  const anchored: { name: string; from: number; to: number }[] = []
  for (const document of parseAllDocuments(text, { prettyErrors: false, merge: true, logLevel: 'silent' })) {
    if (!('contents' in document)) continue
    visit(document, {
      Node: (_key, node) => {
        if (isAlias(node)) named.add(node.source)
        else if (isNode(node) && 'anchor' in node && node.anchor && node.range)
          anchored.push({ name: node.anchor, from: node.range[0], to: node.range[1] })
      },
    })
  }
  return anchored.flatMap(({ name, from, to }) => (named.has(name) ? [{ from: pointAt(text, from), to: pointAt(text, to) }] : []))
}

function pointAt(text: string, offset: number): Point {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return { line: text.slice(0, start).split('\n').length, column: offset - start + 1 }
}
