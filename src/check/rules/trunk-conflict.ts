import { trunkKeys } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { clashes, inboundTrunks, trunkOf } from '../sip/gather.ts'
import { labelFirst, labelOf, mayMeet, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.conflict',
  severity: 'error',
  summary: 'two inbound trunks without numbers: both are for every number',
  story: `An inbound trunk without numbers takes the calls to all numbers that no other trunk has. There can be one: LiveKit refuses a second one, \`Conflicting inbound SIP Trunks … using the same number(s) <any>\`, unless the two differ in \`allowed_numbers\`. Their passwords and addresses don't count.

Where an update has brought two of them in, every call to a number without a trunk of its own fails with 503, \`Multiple default SIP Trunks matched\`.

Give each trunk its numbers, or make one of both, with the addresses of both carriers.

To be sure: \`voicectl sip trunk list\` shows one trunk without numbers.`,
  *find(facts) {
    const trunks = inboundTrunks(facts).filter((trunk) => textsOf(trunk.field('numbers')).length === 0)
    for (const [later, first] of clashes(trunks, (trunk) => trunkKeys(trunkOf(trunk)), mayMeet)) {
      yield {
        message: `${labelFirst(later)} is for every number, as ${labelOf(first)} is`,
        why: 'LiveKit refuses a second trunk without numbers. Where both are stored, calls fail with 503.',
        fix: { text: 'Give the trunks their numbers, or make one of both' },
        places: [placeOfMessage(later), placeOfMessage(first)],
        severity: later.at.file === first.at.file ? 'error' : 'warning',
      }
    }
  },
}
