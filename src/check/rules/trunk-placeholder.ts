import { isPlaceholder } from '../keys/placeholder.ts'
import type { Rule } from '../rule.ts'
import { fieldName, isExample, labelOf, textsOf, type Text } from '../sip/subject.ts'
import type { TrunkFact } from '../facts.ts'
import { textOf } from '../config-node.ts'

export const rule: Rule = {
  id: 'trunk.placeholder',
  severity: 'error',
  summary: 'a placeholder in a trunk: a number, address, user name or password out of a guide',
  story: `LiveKit checks none of a trunk's values: \`+1XXXXXXXXXX\`, \`<your-trunk>.pstn.twilio.com\` and \`your_password\` are stored as they are. Calls then fit no trunk, go to no host, or are refused by the carrier, and for an inbound trunk the password is one that everybody can read in the guide.

\`****\` is what \`lk sip inbound list\` prints in place of a password: who creates a trunk from such a list sets its password to stars.

Files with example, sample or template in their path are left alone, and so are variables such as \`\${SIP_PASSWORD}\`.

To be sure: \`voicectl sip trunk list\` shows your number, and a call to it is answered.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      if (isExample(trunk.at.file)) continue
      for (const [name, { at }] of placeholders(trunk)) {
        yield {
          message: `${fieldName(trunk, name)} of ${labelOf(trunk)} is still a placeholder`,
          why:
            name === 'auth_password' || name === 'auth_username'
              ? 'The carrier refuses it; on an inbound trunk anybody can read it in the guide.'
              : 'LiveKit stores it as it is, and no call ever fits it.',
          fix: { text: `Write your own ${name === 'numbers' ? 'number' : fieldName(trunk, name)}` },
          places: [at],
        }
      }
    }
  },
}

function placeholders({ field }: TrunkFact): [name: string, text: Text][] {
  const one = (name: string): [string, Text][] => {
    const node = field(name)
    const value = textOf(node)
    return node && value ? [[name, { value, at: node.at }]] : []
  }
  const words = [...one('auth_password'), ...one('auth_username')].filter(
    ([, { value }]) => isPlaceholder(value) && !/^(?:test|none|null|foo|bar|-+|\?+)$/i.test(value),
  )
  const hosts = [
    ...one('address'),
    ...textsOf(field('allowed_addresses')).map((text): [string, Text] => ['allowed_addresses', text]),
  ].filter(
    ([, { value }]) =>
      /^<.*>|<[^>]+>|\byour[-_]|^my-?trunk\.|^example\.com$|^sip\.example\.|x\.x\.x|carrier[-_]?ip/i.test(value) && !value.includes('$'),
  )
  const numbers = textsOf(field('numbers')).filter(
    ({ value }) => /^<.*>$|your|x{4,}|_number|^\+?(?:1234567890|1?0{7,})$/i.test(value) && !value.includes('$'),
  )
  return [...numbers.map((text): [string, Text] => ['numbers', text]), ...hosts, ...words]
}
