import { entriesOf, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'egress.no-room-name',
  severity: 'error',
  summary: 'an egress request that names no room',
  story: `A recording is of a room: \`room_name\` says of which. Without it the server answers \`request has missing or invalid field: room_name\`, and nothing is recorded. Only requests of the kind web do without, as they record an address, and those in a room's own configuration, which are of that room.

A name that is made for each call can't stand in a file: fill it in when the request is sent, or put the egress into the dispatch rule's \`room_config\`.`,
  *find(facts) {
    for (const { type, auto, field, node, at } of facts.all('egress-request')) {
      if (type === 'web' || auto || textOf(field('room_name'))) continue
      // A field of another name is spoken of as such.
      if (entriesOf(node).some(([name]) => /^room(?!_?name$)/i.test(name))) continue
      yield {
        message: 'The request names no room',
        why: 'The server refuses it, and nothing is recorded.',
        fix: { text: 'Add room_name' },
        places: [field('room_name')?.at ?? at],
      }
    }
  },
}
