import { repeated, ruleKeys } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { clashes, ruleOf } from '../sip/gather.ts'
import { choiceOf, fieldName, labelFirst, labelOf, mayMeet, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.conflict',
  severity: 'error',
  summary: 'two dispatch rules for the same trunk, caller, called number and pin, or one that lists a number twice',
  story: `LiveKit keeps one dispatch rule for each combination of trunk, caller, called number and pin; what is left out counts as a value of its own. The second is refused: \`Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists\`. In particular there can be one rule without trunk, number and pin.

A rule also conflicts with itself when it lists a number twice, and \`+15551234567\` and \`15551234567\` count as one here (seen with 1.13.5), although calls are compared letter by letter: the two forms can't be listed in one rule, and not in two.

An update is not checked so (seen with 1.11): it can bring two of them together, and then every call that meets them fails with 503 until one is deleted.

Part them by trunk_ids, by \`numbers\` or by pins, or make one rule of both.

To be sure: \`lk sip dispatch create\` takes both files, on an empty server.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      for (const name of ['numbers', 'inbound_numbers', 'trunk_ids']) {
        for (const [again, first] of repeated(textsOf(rule.field(name)))) {
          yield {
            message: `${fieldName(rule, name)} of ${labelOf(rule)} lists one twice`,
            why: 'LiveKit refuses the rule as one that conflicts with itself; a number with and without its plus counts as one.',
            fix: { text: name === 'trunk_ids' ? 'Keep one' : 'Keep the form that your carrier sends, usually with +' },
            places: [again.at, first.at],
          }
        }
      }
    }
    const rules = facts.all('dispatch-rule').filter((rule) => choiceOf(rule) !== null)
    for (const [later, first] of clashes(rules, (rule) => ruleKeys(ruleOf(rule)), mayMeet)) {
      const isOneFile = later.at.file === first.at.file
      yield {
        message: `${labelFirst(later)} is for the same calls as ${labelOf(first)}`,
        why: 'LiveKit takes only the first of them. Where an update has brought both in, every call that meets them fails with 503.',
        fix: { text: `Tell them apart by ${fieldName(later, 'trunk_ids')}, numbers or pin, or make one of both` },
        places: [placeOfMessage(later), placeOfMessage(first)],
        severity: isOneFile ? 'error' : 'warning',
      }
    }
  },
}
