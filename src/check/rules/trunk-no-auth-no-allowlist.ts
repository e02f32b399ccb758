import type { TrunkFact } from '../facts.ts'
import type { Place } from '../../core/place.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { fieldName, filled, isExample, labelFirst, placeOfCalls, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.no-auth-no-allowlist',
  severity: 'warning',
  summary: 'an inbound trunk that asks for no password and allows every address',
  story: `A trunk with numbers alone takes a call from anybody who knows or guesses the number: it checks neither a password nor where the call comes from. The SIP port is found by scanners within hours, and the caller's number is whatever they write into the message. Each such call costs speech and model time, and the agent may trust the number it sees.

With neither numbers nor password nor addresses the server refuses the trunk: \`for security, one of the fields must be set\`.

Most carriers publish the addresses that their calls come from: put them into \`allowed_addresses\`, one entry for each. Or set \`auth_username\` and \`auth_password\`, at the carrier and here; one without the other protects nothing.

At LiveKit Cloud the SIP address holds your project's id, which only the carrier knows: there it is worth knowing and no more.

To be sure: an INVITE to the number from another address gets no answer, or 407.`,
  *find(facts) {
    for (const trunk of inboundTrunks(facts)) {
      const all = open(trunk)
      if (!all || isExample(trunk.at.file) || trunk.shape === 'list-item') continue
      const where = placeOfCalls(facts, trunk.site)
      const name = (field: string) => fieldName(trunk, field)
      const isRefused = textsOf(trunk.field('numbers')).length === 0 && all.entries.length === 0
      yield {
        message: isRefused
          ? `${labelFirst(trunk)} has neither numbers nor a password nor allowed addresses`
          : `${labelFirst(trunk)} takes calls from every address without a password`,
        why: isRefused
          ? 'LiveKit refuses such a trunk, as everybody could call in over it.'
          : 'Whoever knows the number can call in from anywhere, under any caller number, at your cost.',
        fix: {
          text: `Add ${name('allowed_addresses')} with the addresses of your carrier, or ${name('auth_username')} and ${name('auth_password')}`,
        },
        places: [all.entries[0] ?? placeOfMessage(trunk)],
        severity: isRefused ? 'error' : where === 'cloud' ? 'info' : 'warning',
      }
    }
  },
}

/** Null where something keeps callers out. Half a password is another rule's finding, and so are addresses that can't be used. */
function open({ field }: TrunkFact): { entries: Place[] } | null {
  if (filled(field('auth_username')) !== undefined || filled(field('auth_password')) !== undefined) return null
  const addresses = textsOf(field('allowed_addresses'))
  const everyone = addresses.filter(({ value }) => /^(?:0\.0\.0\.0|::)\/0$/.test(value))
  if (addresses.length > 0 && everyone.length === 0) return null
  return textsOf(field('allowed_numbers')).length > 0 && addresses.length > 0 ? null : { entries: everyone.map(({ at }) => at) }
}
