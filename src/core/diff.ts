import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import { hiddenParts, hideSecrets } from './hide-secrets.ts'
import { MASK } from './hide-words.ts'

/** Shorter ones are words and numbers that other lines hold too. */
const SHORTEST = 3

/** Unified diff for showing. Secrets are hidden by their place in the whole file; what one side hides, the other does not show either. */
export function diffOf(file: string, before: string, after: string): string {
  const patch = structuredPatch(file, file, before, after, '', '', { context: 2 })
  const [shownBefore, shownAfter] = [hideSecrets(before), hideSecrets(after)]
  for (const hunk of patch.hunks) {
    const hidden = new Set<string>()
    let [oldLine, newLine] = [hunk.oldStart - 1, hunk.newStart - 1]
    hunk.lines = hunk.lines.map((line) => {
      if (line.startsWith('\\')) return line
      const shown = line.startsWith('-') ? shownBefore[oldLine] : shownAfter[newLine]
      if (!line.startsWith('+')) oldLine++
      if (!line.startsWith('-')) newLine++
      for (const part of hiddenParts(line.slice(1), shown ?? '')) hidden.add(part.trim().replace(/^(["'])(.*)\1$/, '$2'))
      return `${line[0] ?? ''}${shown ?? ''}`
    })
    hunk.lines = hunk.lines.map((line) => without(line, hidden))
  }
  return formatPatch(patch, FILE_HEADERS_ONLY)
}

function without(line: string, hidden: ReadonlySet<string>): string {
  const parts = [...hidden].filter((part) => part.length >= SHORTEST).toSorted((a, b) => b.length - a.length)
  return parts.reduce((shown, part) => shown.replaceAll(part, MASK), line)
}
