import type { Rule } from '../rule.ts'
import { outboundTrunks } from '../sip/gather.ts'
import { isDeclared, labelFirst, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.outbound-no-number',
  severity: 'error',
  summary: 'an outbound trunk without a number to call from',
  story: `LiveKit refuses an outbound trunk without numbers: \`no trunk numbers specified\`. One of the list is taken at random as the caller's number of each call.

Carriers take a call only when it comes from a number that is yours. Where your program chooses the number for each call (\`sip_number\`), write \`"numbers": ["*"]\`.

To be sure: \`lk sip outbound create\` prints an id that begins with ST_.`,
  *find(facts) {
    for (const trunk of outboundTrunks(facts)) {
      const numbers = trunk.field('numbers')
      if (trunk.shape === 'list-item' || isDeclared(trunk) || textsOf(numbers).length > 0 || (numbers && numbers.content.kind !== 'list'))
        continue
      yield {
        message: `${labelFirst(trunk)} has no number to call from`,
        why: 'LiveKit refuses it with "no trunk numbers specified".',
        fix: { text: 'Add numbers, such as "numbers": ["+15551234567"]' },
        places: [numbers?.keyAt ?? placeOfMessage(trunk)],
      }
    }
  },
}
