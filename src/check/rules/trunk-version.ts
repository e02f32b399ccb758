import type { Rule } from '../rule.ts'
import { newerFields, trunkFields } from '../sip/since.ts'
import { fieldName, labelOf, serverVersion } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.version',
  severity: 'error',
  summary: 'a field of a trunk that the server of this stack is too old for',
  story: `The server drops the fields that its version does not know, without a word: \`auth_realm\` and \`media\` need livekit-server 1.12.0, \`from_host\` 1.10.0, \`destination_country\` 1.9.0. The trunk is created and lacks them; an \`auth_realm\` that the carrier insists on shows as refused calls.

Raise the image of livekit-server. For encryption alone the old field \`media_encryption\` does.

To be sure: \`voicectl sip trunk show <name>\` shows the field.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      const server = serverVersion(facts, trunk.site)
      if (!server) continue
      for (const { name, at, since } of newerFields(trunk, trunkFields, server.version)) {
        yield {
          message: `${fieldName(trunk, name)} of ${labelOf(trunk)} needs livekit-server ${since}, and here runs ${server.version}`,
          why: 'The older server drops the field without a word: the trunk is created without it.',
          fix: { text: `Raise livekit-server to ${since} or later` },
          places: [at, server.at],
        }
      }
    }
  },
}
