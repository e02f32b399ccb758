import type { Rule } from '../rule.ts'
import { newerFields, ruleFields } from '../sip/since.ts'
import { fieldName, labelOf, serverVersion } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.version',
  severity: 'error',
  summary: 'a field of a dispatch rule that the server of this stack is too old for',
  story: `The server drops the fields that its version does not know, without a word. A rule that was to be for one number (\`numbers\`, 1.9.11) is then for all numbers; rooms that were to be named without a random end (\`no_randomness\`, 1.10.0) have one.

\`dispatch_rule\` itself is known since 1.9.0; an older server finds nothing in such a request and says \`missing rule\`.

Raise the image of livekit-server, or do without the field: several numbers can also be told apart by a trunk for each.

To be sure: \`voicectl sip dispatch show <name>\` shows the field.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      const server = serverVersion(facts, rule.site)
      if (!server) continue
      for (const { name, at, since } of newerFields(rule, ruleFields, server.version)) {
        yield {
          message: `${fieldName(rule, name)} of ${labelOf(rule)} needs livekit-server ${since}, and here runs ${server.version}`,
          why: 'The older server drops the field without a word: the rule is created and does not do what it says.',
          fix: { text: `Raise livekit-server to ${since} or later` },
          places: [at, server.at],
        }
      }
    }
  },
}
