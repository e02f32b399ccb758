import type { Rule } from '../rule.ts'
import { givenId, wrongValues } from '../sip/field-hits.ts'
import { mediaHits } from '../sip/media-hits.ts'
import { dispatchRule } from '../sip/sip-messages.ts'
import { isDeclared, labelOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.invalid-value',
  severity: 'error',
  summary: 'a value in a dispatch rule that LiveKit refuses, such as a number without quotes, or an id of its own',
  story: `The JSON of a dispatch rule is read strictly: a text must stand in quotes, a list in brackets, true and false without quotes, a duration as \`"30s"\`. \`"numbers": [15551234567]\` is refused with \`invalid value for string field\`, and so is a single id where a list belongs.

The same holds for metadata: it is one text. A map has to be written as text with its quotes escaped, \`"{\\"language\\": \\"en\\"}"\`.

\`voicectl check --fix\` puts quotes on or takes them off where that is all there is to it.

To be sure: \`lk sip dispatch create\` prints an id that begins with SDR_.`,
  *find(facts, folder) {
    for (const rule of facts.all('dispatch-rule')) {
      if (rule.shape === 'list-item') continue
      if (!isDeclared(rule)) yield* wrongValues({ node: rule.node, message: dispatchRule, label: labelOf(rule) }, folder)
      if (rule.shape === 'wrapped') yield* givenId(rule.field('sip_dispatch_rule_id'), labelOf(rule))
      yield* mediaHits(rule)
    }
  },
}
