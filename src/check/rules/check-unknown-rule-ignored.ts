import { suggest } from '../../core/suggest.ts'
import { ignoresOf } from '../ignore.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'check.unknown-rule-ignored',
  severity: 'warning',
  summary: 'an ignore comment that names no rule there is',
  story: `\`# voicectl-ignore <id>: <reason>\` names the rule whose finding it keeps back. Here the id is mistyped, is left out, or is that of a rule which this version of voicectl does not have.

Such a comment keeps nothing back, and would hide a new rule of that name some day.

Every finding shows its id in brackets; \`voicectl check --explain <id>\` tells what it is about.`,
  *find(_facts, { sources }, ids) {
    for (const { rule: id, file, line, column } of sources.flatMap((source) => ignoresOf(source))) {
      if (ids.includes(id)) continue
      const near = id === '' ? null : suggest(id, ids)
      yield {
        message: id === '' ? 'The comment names no rule to ignore' : `There is no rule ${id} to ignore`,
        why: 'The comment keeps nothing back.',
        fix: { text: near ? `Write ${near}` : 'Write the id that the finding shows, or take the comment out' },
        places: [{ file, line, column, length: 0 }],
      }
    }
  },
}
