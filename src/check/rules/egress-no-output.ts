import { itemsOf, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { outputsOf, requestLabel } from '../sip/egress-outputs.ts'
import { fieldOf } from '../sip/protojson.ts'
import { capital, fieldName } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.no-output',
  severity: 'error',
  summary: 'an egress request that writes nothing',
  story: `An egress request needs an output: a file, a stream, segments or images. Without one the worker refuses it: \`request has missing or invalid field: output\` (egress#991). A recording that starts with a room, by \`room_config.egress\`, fails the same way, and nobody sees it: the call goes on and there is no file.

For a call, a sound file is enough: \`"file_outputs": [{"filepath": "/out/{room_name}-{time}.ogg"}]\` with \`"audio_only": true\`. The path is one in the worker's container; or name a store, \`"s3": {…}\`.

A stream output without urls is none.

To be sure: \`lk egress start --type room-composite FILE\` prints an id that begins with EG_, and the file is there after the call.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      const outputs = outputsOf(request)
      const written = outputs.filter(({ kind, node }) => kind !== 'stream' || textOf(node) || itemsOf(fieldOf(node, 'urls')).length > 0)
      if (written.length > 0) continue
      const at = outputs[0]?.node.at ?? request.field('room_name')?.at ?? request.node.keyAt ?? request.at
      yield {
        message: `${capital(requestLabel(request))} has no output`,
        why: request.auto
          ? 'The worker refuses it, and nobody is told: the call goes on and there is no recording.'
          : 'The worker refuses it with "request has missing or invalid field: output".',
        fix: { text: `Add "${fieldName(request, 'file_outputs')}": [{"filepath": "/out/{room_name}-{time}.ogg"}]` },
        places: [at],
      }
    }
  },
}
