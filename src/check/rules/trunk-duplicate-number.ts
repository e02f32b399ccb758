import { normaliseNumber, trunkKeys } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { clashes, inboundTrunks, trunkOf } from '../sip/gather.ts'
import { labelFirst, labelOf, mayMeet, placeOfMessage, textsOf } from '../sip/subject.ts'
import type { TrunkFact } from '../facts.ts'

export const rule: Rule = {
  id: 'trunk.duplicate-number',
  severity: 'error',
  summary: 'one number on two inbound trunks',
  story: `A number belongs to one inbound trunk. LiveKit refuses a second one: \`Conflicting inbound SIP Trunks … using the same number(s)\`. Passwords and allowed addresses don't tell two trunks apart; only \`allowed_numbers\`, the callers, do. \`+1555…\` and \`1555…\` are one number (older servers, up to 1.11, missed that).

An update is not checked so: it can put a number on two trunks, and then every call to it fails with 503, \`Multiple SIP Trunks matched\`.

Keep the number on one trunk. For two carriers, allow both carriers' addresses on it, or let the trunks tell the callers apart.

To be sure: \`voicectl sip trunk list\` shows the number once.`,
  *find(facts) {
    const trunks = inboundTrunks(facts).filter((trunk) => textsOf(trunk.field('numbers')).length > 0)
    for (const [later, first, key] of clashes(trunks, (trunk) => trunkKeys(trunkOf(trunk)), mayMeet)) {
      const number = key.split('\u0000')[1] ?? ''
      yield {
        message: `${labelFirst(later)} has ${number.slice(0, 40)}, as ${labelOf(first)} has`,
        why: 'LiveKit refuses the second trunk of a number. Where both are stored, every call to the number fails with 503.',
        fix: { text: 'Keep the number on one of them' },
        places: [placeOfNumber(later, number), placeOfNumber(first, number)],
        severity: later.at.file === first.at.file ? 'error' : 'warning',
      }
    }
  },
}

function placeOfNumber(trunk: TrunkFact, number: string) {
  return textsOf(trunk.field('numbers')).find(({ value }) => normaliseNumber(value) === number)?.at ?? placeOfMessage(trunk)
}
