import type { Rule } from '../rule.ts'
import { egressRequests, participantOutputs, trackOutputs } from '../sip/egress-messages.ts'
import { requestLabel } from '../sip/egress-outputs.ts'
import { unknownFields } from '../sip/field-hits.ts'

/** What people write from other APIs and older versions. */
const elsewhere: Readonly<Record<string, string>> = {
  room: 'Write room_name',
  path: 'Write filepath',
  filename: 'Write filepath',
  outputs: 'Write file_outputs, stream_outputs, segment_outputs or image_outputs',
  output: 'Write file_outputs, stream_outputs, segment_outputs or image_outputs',
  accesskeyid: 'Write access_key',
  secretkey: 'Write secret',
  secretaccesskey: 'Write secret',
}

export const rule: Rule = {
  id: 'egress.unknown-field',
  severity: 'error',
  summary: 'a field in an egress request that LiveKit does not have',
  story: `An egress request is a message with fixed fields, in snake_case or camelCase, and each type has its own: \`layout\` and \`audio_only\` are of room-composite, \`identity\` of participant. \`lk egress start\` refuses a file that holds another one: \`unknown field\`. The API drops it without a word: a mistyped \`audio_only\` records video, with Chrome and four cores, a mistyped \`s3\` leaves the file in the container.

The old single outputs \`file\`, \`stream\` and \`segments\` still work; the lists \`file_outputs\` and so on are the ones to write.

To be sure: \`lk egress list --json\` shows the request as the server understood it. The fields are those of protocol 1.51.0.`,
  *find(facts, folder) {
    for (const request of facts.all('egress-request')) {
      // A dispatch rule's own check has looked at what it holds.
      if (request.auto && facts.all('dispatch-rule').some(({ at }) => at.file === request.at.file)) continue
      const auto = { participant: participantOutputs, track: trackOutputs } as const
      const isPart = request.auto && (request.type === 'participant' || request.type === 'track')
      const message = isPart ? auto[request.type as 'participant' | 'track'] : egressRequests[request.type]
      yield* unknownFields({ node: request.node, message, label: requestLabel(request), elsewhere }, folder)
    }
  },
}
