import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import { hideSecrets } from './hide-secrets.ts'

/** Unified diff for showing. Secrets are hidden by their place in the whole file. */
export function diffOf(file: string, before: string, after: string): string {
  const patch = structuredPatch(file, file, before, after, '', '', { context: 2 })
  const [shownBefore, shownAfter] = [hideSecrets(before), hideSecrets(after)]
  for (const hunk of patch.hunks) {
    let [oldLine, newLine] = [hunk.oldStart - 1, hunk.newStart - 1]
    hunk.lines = hunk.lines.map((line) => {
      if (line.startsWith('\\')) return line
      const shown = line.startsWith('-') ? shownBefore[oldLine] : shownAfter[newLine]
      if (!line.startsWith('+')) oldLine++
      if (!line.startsWith('-')) newLine++
      return `${line[0] ?? ''}${shown ?? ''}`
    })
  }
  return formatPatch(patch, FILE_HEADERS_ONLY)
}
