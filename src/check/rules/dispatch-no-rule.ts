import type { Rule } from '../rule.ts'
import { choiceOf, labelFirst, placeOfMessage } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.no-rule',
  severity: 'error',
  summary: 'a dispatch rule that does not say which room a call gets',
  story: `What makes a dispatch rule is its \`rule\`: \`dispatch_rule_individual\` gives each call a room of its own, \`dispatch_rule_direct\` puts all calls into one room, \`dispatch_rule_callee\` into one room for each called number. Without one of them the server refuses the request: \`missing rule\`, or \`unsupported SIP Dispatch Rule\`.

The names are as in the protocol, also in JavaScript: the SDK's short form \`{"type": "individual"}\` is for the SDK's own function and for no file.

For calls that an agent answers, take \`"rule": {"dispatch_rule_individual": {"room_prefix": "call"}}\`.

To be sure: \`lk sip dispatch create\` prints an id that begins with SDR_.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      if (rule.shape !== 'wrapped' || choiceOf(rule)) continue
      yield {
        message: `${labelFirst(rule)} does not say which room a call gets`,
        why: 'The server refuses it with "missing rule", so there is no rule and calls are dropped.',
        fix: { text: 'Add "rule": {"dispatch_rule_individual": {"room_prefix": "call"}}' },
        places: [rule.field('rule')?.keyAt ?? placeOfMessage(rule)],
      }
    }
  },
}
