import { addressEntry } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { fieldName, filled, labelOf, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.allowed-address-invalid',
  severity: 'error',
  summary: 'an entry of allowed_addresses that LiveKit drops or that fits no address',
  story: `\`allowed_addresses\` is a list of addresses and networks, one for each entry: \`54.172.60.0/30\`. LiveKit drops an entry that has a space, a comma, a semicolon, a parenthesis, a plus, a star or \`://\` in it. When that leaves no entry, the list counts as empty, and an empty list allows everybody. So \`["1.2.3.4, 5.6.7.8"]\`, one text with two addresses, opens the trunk to the world; nothing is logged.

Other entries are kept and fit nothing: an address with a port, a range with a dash, a network such as /33. There the carrier's calls are turned away.

Write each address as an entry of its own, without port and scheme.

To be sure: a call over the carrier is answered, and an INVITE from elsewhere is not.`,
  *find(facts) {
    for (const trunk of inboundTrunks(facts)) {
      const entries = textsOf(trunk.field('allowed_addresses')).filter(({ value }) => !/\$\{|\{\{/.test(value))
      const isOpen = entries.length > 0 && entries.every(({ value }) => addressEntry(value) === 'discarded')
      const isProtected = filled(trunk.field('auth_username')) !== undefined && filled(trunk.field('auth_password')) !== undefined
      for (const { value, at } of entries) {
        const kind = addressEntry(value)
        if (kind !== 'discarded' && kind !== 'never') continue
        yield {
          message: `${fieldName(trunk, 'allowed_addresses')} of ${labelOf(trunk)} has an entry that ${kind === 'discarded' ? 'LiveKit drops' : 'fits no address'}`,
          why: isOpen
            ? `Every entry is dropped, and an empty list allows everybody${isProtected ? ' who knows the password' : ''}: the trunk is open.`
            : "Calls from the address that is meant are turned away: the carrier's callers hear it ring and drop.",
          fix: {
            text:
              value.includes(',') || /\s/.test(value.trim())
                ? 'Write each address as an entry of its own'
                : 'Write an address or a network, such as 203.0.113.7 or 203.0.113.0/24',
          },
          places: [at],
        }
      }
    }
  },
}
