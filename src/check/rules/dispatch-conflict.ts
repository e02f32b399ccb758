import { ruleKeys } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { clashes, ruleOf } from '../sip/gather.ts'
import { choiceOf, labelFirst, labelOf, mayMeet, placeOfMessage } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.conflict',
  severity: 'error',
  summary: 'two dispatch rules for the same trunk, caller, called number and pin',
  story: `LiveKit keeps one dispatch rule for each combination of trunk, caller, called number and pin; what is left out counts as a value of its own. The second is refused: \`Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists\`. In particular there can be one rule without trunk, number and pin.

An update is not checked so (seen with 1.11): it can bring two of them together, and then every call that meets them fails with 503 until one is deleted.

Part them by trunk_ids, by \`numbers\` or by pins, or make one rule of both.

To be sure: \`lk sip dispatch create\` takes both files, on an empty server.`,
  *find(facts) {
    const rules = facts.all('dispatch-rule').filter((rule) => choiceOf(rule) !== null)
    for (const [later, first] of clashes(rules, (rule) => ruleKeys(ruleOf(rule)), mayMeet)) {
      const isOneFile = later.at.file === first.at.file
      yield {
        message: `${labelFirst(later)} is for the same calls as ${labelOf(first)}`,
        why: 'LiveKit takes only the first of them. Where an update has brought both in, every call that meets them fails with 503.',
        fix: { text: 'Tell them apart by trunk_ids, numbers or pin, or make one of both' },
        places: [placeOfMessage(later), placeOfMessage(first)],
        severity: isOneFile ? 'error' : 'warning',
      }
    }
  },
}
