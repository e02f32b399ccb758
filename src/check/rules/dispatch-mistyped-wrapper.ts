import { isSlip } from '../../core/slip.ts'
import type { Rule } from '../rule.ts'

const WRAPPERS = ['dispatch_rule', 'dispatchRule', 'trunk']
const INSIDE =
  /"(?:trunk_ids|trunkIds|dispatchRule\w+|dispatch_rule_\w+|room_config|roomConfig|auth_username|authUsername|allowed_addresses|numbers)"\s*:/

export const rule: Rule = {
  id: 'dispatch.mistyped-wrapper',
  severity: 'error',
  summary: 'a trunk or dispatch rule in JSON whose outer name is mistyped',
  story: `\`lk sip dispatch create\` takes \`{"dispatch_rule": {…}}\`, \`lk sip inbound create\` and \`outbound create\` take \`{"trunk": {…}}\`. Another outer name is refused with \`unknown field\`, or, by programs that send the text as it is, dropped without a word: LiveKit then answers \`missing rule\`, or makes something that takes no call.

Here the name is one letter away from the right one.`,
  *find(_facts, { sources }) {
    for (const { path, text } of sources) {
      if (!path.endsWith('.json') || !INSIDE.test(text)) continue
      const match = /^\s*\{\s*"(\w+)"\s*:\s*\{/.exec(text)
      const name = match?.[1] ?? ''
      const meant = WRAPPERS.find((wrapper) => isSlip(wrapper, name))
      if (!match || meant === undefined) continue
      const before = text.slice(0, match[0].indexOf(`"${name}"`) + 1)
      const at = { file: path, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n'), length: name.length }
      yield {
        message: `LiveKit knows no ${name} here`,
        why: 'The request is refused, or makes something that takes no call.',
        fix: { text: `Write ${meant}` },
        places: [at],
        edits: [{ kind: 'replace', at, text: meant }],
      }
    }
  },
}
