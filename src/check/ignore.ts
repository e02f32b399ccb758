import type { Source } from './source.ts'

/** `# voicectl-ignore keys.weak: used on this laptop only`: the rule is not reported on this line, or on the next one where the line holds nothing else. */
export interface Ignore {
  rule: string
  /** Empty where none is given. */
  reason: string
  file: string
  /** The line of the comment. */
  line: number
  column: number
  /** The line it is about. */
  about: number
}

const COMMENT = /(?:#|\/\/|;)\s*voicectl-ignore\b\s*([\w.-]*)\s*(?::|--)?\s*(.*)$/

/** The ignore comments of a file. */
export function ignoresOf({ path, text }: Source): Ignore[] {
  if (!text.includes('voicectl-ignore')) return []
  return text.split('\n').flatMap((content, index) => {
    const match = COMMENT.exec(content.trimEnd())
    if (!match) return []
    const alone = content.slice(0, match.index).trim() === ''
    const [, rule = '', reason = ''] = match
    return [{ rule, reason: reason.trim(), file: path, line: index + 1, column: match.index + 1, about: index + (alone ? 2 : 1) }]
  })
}
