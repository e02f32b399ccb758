import type { Rule } from '../rule.ts'
import { fieldName, filled, labelFirst } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.username-without-password',
  severity: 'error',
  summary: 'a trunk with a user name and no password, or the other way round: nobody is asked for either',
  story: `livekit-sip asks a caller for a password only where the trunk has both, \`auth_username\` and \`auth_password\`. With one of them LiveKit stores the trunk without a word, and lets everybody in: it looks protected and is open.

It happens when the password is left out of a committed file and nobody fills it in, or when \`lk sip inbound update\` replaces a trunk by a file without it.

For an outbound trunk it means that the carrier's challenge can't be answered: calls fail with 401, 403 or 407.

To be sure: \`voicectl sip trunk list\` shows that a password is asked for.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      const [name, password] = [trunk.field('auth_username'), trunk.field('auth_password')]
      const present = filled(name) === undefined ? password : name
      if ((filled(name) === undefined) === (filled(password) === undefined) || !present) continue
      const names = ['auth_username', 'auth_password'].map((field) => fieldName(trunk, field))
      const [has, missing] = present === name ? names : names.toReversed()
      const empty = present === name ? password : name
      yield {
        message: `${labelFirst(trunk)} has ${has} without ${missing}`,
        why:
          trunk.direction === 'inbound'
            ? 'LiveKit asks for a password only where both are set: the trunk looks protected, and everybody can call in.'
            : "The carrier's question for a password can't be answered: calls fail with 401, 403 or 407.",
        fix: { text: `Set ${missing} too, or take ${has} out and allow the carrier's addresses` },
        places: [present.keyAt ?? present.at, ...(empty ? [empty.at] : [])],
      }
    }
  },
}
