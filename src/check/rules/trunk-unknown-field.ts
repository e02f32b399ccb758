import type { Rule } from '../rule.ts'
import { besides, unknownFields } from '../sip/field-hits.ts'
import { inboundTrunk, outboundTrunk } from '../sip/sip-messages.ts'
import { isDeclared, labelOf } from '../sip/subject.ts'

/** What people write from other APIs, and from the trunks that LiveKit had before. */
const elsewhere: Readonly<Record<string, string>> = {
  inboundnumbers: 'Write numbers',
  phonenumbers: 'Write numbers',
  phonenumber: 'Write numbers, a list',
  number: 'Write numbers, a list',
  inboundaddresses: 'Write allowed_addresses',
  allowedips: 'Write allowed_addresses',
  ipwhitelist: 'Write allowed_addresses',
  outboundaddress: 'Write address',
  host: 'Write address',
  hostname: 'Write address',
  username: 'Write auth_username',
  password: 'Write auth_password',
  inboundusername: 'Write auth_username',
  inboundpassword: 'Write auth_password',
  outboundusername: 'Write auth_username',
  outboundpassword: 'Write auth_password',
  outboundnumber: 'Write numbers, a list',
  encryption: 'Write media_encryption, or media with encryption',
}

export const rule: Rule = {
  id: 'trunk.unknown-field',
  severity: 'error',
  summary: 'a field in a trunk that LiveKit does not have',
  story: `A trunk is a message with fixed fields, in snake_case or camelCase. \`lk\` refuses a file that holds another one: \`unknown field\`. The API, and SDKs that send plain JSON, drop it without a word: a mistyped \`allowed_addresses\` gives a trunk that is open to everybody, a mistyped \`auth_password\` one that asks for none.

Inbound and outbound trunks have different fields: \`address\`, \`transport\` and \`from_host\` are outbound, \`allowed_addresses\`, \`allowed_numbers\`, \`ringing_timeout\` and \`krisp_enabled\` inbound.

\`lk sip inbound create\` takes \`{"trunk": {…}}\` and nothing beside it; \`update\` takes the inner part alone, and replaces the whole trunk by it.

To be sure: \`voicectl sip trunk show <name>\` shows everything that your file says. The fields are those of protocol 1.51.0.`,
  *find(facts, folder) {
    for (const trunk of facts.all('trunk')) {
      if (trunk.shape === 'list-item' || isDeclared(trunk)) continue
      const label = labelOf(trunk).replace(/^the /, `the ${trunk.direction} `)
      const message = trunk.direction === 'inbound' ? inboundTrunk : outboundTrunk
      yield* unknownFields({ node: trunk.node, message, label, elsewhere }, folder)
      for (const [name, node] of besides(trunk.wrapper, 'trunk')) {
        yield {
          message: `There is no field ${name.slice(0, 60)} beside trunk`,
          why: '`lk` refuses the whole file because of it; the API drops it without a word.',
          fix: { text: message().has(name) ? 'Move it into trunk' : 'Take it out' },
          places: [node.keyAt ?? node.at],
        }
      }
    }
  },
}
