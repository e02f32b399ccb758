import type { Rule } from '../rule.ts'
import { givenId, wrongValues } from '../sip/field-hits.ts'
import { mediaHits } from '../sip/media-hits.ts'
import { inboundTrunk, outboundTrunk } from '../sip/sip-messages.ts'
import { isDeclared, labelOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.invalid-value',
  severity: 'error',
  summary: 'a value in a trunk that LiveKit refuses, such as a number without quotes, or an id of its own',
  story: `The JSON of a trunk is read strictly: a text must stand in quotes, a list in brackets, true and false without quotes, a duration as \`"30s"\`, a choice by its full name, \`"SIP_TRANSPORT_TCP"\`. \`"numbers": [15551234567]\` is refused with \`invalid value for string field\`, and \`"transport": "tcp"\` too.

\`voicectl check --fix\` puts quotes on or takes them off, and spells names out, where that is all there is to it.

To be sure: \`lk sip inbound create\` or \`lk sip outbound create\` prints an id that begins with ST_.`,
  *find(facts, folder) {
    for (const trunk of facts.all('trunk')) {
      const message = trunk.direction === 'inbound' ? inboundTrunk : outboundTrunk
      if (trunk.shape === 'list-item') continue
      if (!isDeclared(trunk)) yield* wrongValues({ node: trunk.node, message, label: labelOf(trunk) }, folder)
      if (trunk.shape === 'wrapped') yield* givenId(trunk.field('sip_trunk_id'), labelOf(trunk))
      yield* mediaHits(trunk)
    }
  },
}
