import { diffArrays } from 'diff'

/** A run of lines of the base that one side replaced. */
interface Edit {
  /** First line of the base that it replaces, from 0; equal to `end` for an insertion. */
  start: number
  end: number
  lines: string[]
  /** Where those lines are in the edited text, from 0. */
  at: number
}

export interface MergeConflict {
  /** Line in `mine`, from 1. */
  line: number
  mine: string
  theirs: string
}

/** Three-way merge by lines. Edits of both sides that meet in the same lines are conflicts, unless they are the same. */
export function mergeText(base: string, mine: string, theirs: string): { text: string; conflicts: MergeConflict[] } {
  const baseLines = base.split('\n')
  const ours = editsOf(baseLines, mine.split('\n'))
  const others = editsOf(baseLines, theirs.split('\n')).filter((edit) => !ours.some((own) => isSame(own, edit)))
  const conflicts = ours.flatMap((own) =>
    others
      .filter((other) => meet(own, other))
      .map((other) => ({ line: own.at + 1, mine: own.lines.join('\n'), theirs: other.lines.join('\n') })),
  )
  if (conflicts.length > 0) return { text: mine, conflicts }
  const merged = [...baseLines]
  for (const { start, end, lines } of [...ours, ...others].toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    merged.splice(start, end - start, ...lines)
  }
  return { text: merged.join('\n'), conflicts: [] }
}

function editsOf(base: string[], other: string[]): Edit[] {
  const edits: Edit[] = []
  let [baseLine, otherLine] = [0, 0]
  let open: Edit | null = null
  for (const { added, removed, value } of diffArrays(base, other)) {
    if (!added && !removed) {
      open = null
      baseLine += value.length
      otherLine += value.length
      continue
    }
    open ??= { start: baseLine, end: baseLine, lines: [], at: otherLine }
    if (!edits.includes(open)) edits.push(open)
    if (removed) open.end = baseLine += value.length
    else {
      open.lines.push(...value)
      otherLine += value.length
    }
  }
  return edits
}

function isSame(a: Edit, b: Edit): boolean {
  const isSameText = a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index])
  return a.start === b.start && a.end === b.end && isSameText
}

/** Two insertions at one point have no order, so they meet too. */
function meet(a: Edit, b: Edit): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start
  return a.start < b.end && b.start < a.end
}
