import { ignoresOf } from '../ignore.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'check.ignore-without-reason',
  severity: 'warning',
  summary: 'an ignore comment that says no reason, and so keeps nothing back',
  story: `\`# voicectl-ignore <id>: <reason>\` keeps a finding back on its line, or on the next one where it stands alone. Without a reason it does not count: a year later nobody knows whether the finding was looked at or waved away.

Write why this is as it is meant to be here: \`# voicectl-ignore keys.weak: this stack never leaves the laptop\`.`,
  *find(_facts, { sources }) {
    for (const { rule: id, reason, file, line, column } of sources.flatMap((source) => ignoresOf(source))) {
      if (id === '' || reason !== '') continue
      yield {
        message: `The comment ignores ${id} and says no reason`,
        why: 'Without a reason it keeps nothing back.',
        fix: { text: `Write the reason behind it: voicectl-ignore ${id}: <reason>` },
        places: [{ file, line, column, length: 0 }],
      }
    }
  },
}
