import { textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { choiceOf, labelOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.room-name',
  severity: 'info',
  summary: 'a room prefix that ends in a dash or underscore: LiveKit adds an underscore of its own',
  story: `LiveKit names the room of a call by the prefix, an underscore, the caller's number, an underscore and a random end: with the prefix \`call\` the room is \`call_+15551234567_aBcDeFgHiJkL\`. With \`call-\` it is \`call-_+1555…\`.

Nothing breaks by that. But who looks for rooms by their name, a webhook, a recording, a dashboard, looks for another one; and a name such as \`call-+1555…\`, without the underscore, can't be had.

Write the prefix without a separator. The random end can be left out by \`no_randomness\`, since livekit-server 1.10.0.

To be sure: \`lk room list\` during a call.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      const choice = choiceOf(rule)
      const prefix = textOf(choice?.room) ?? ''
      if (!choice?.room || choice.kind === 'direct' || !/[-_:.]$/.test(prefix)) continue
      const number = choice.kind === 'callee' ? 'the called number' : "the caller's number"
      yield {
        message: `Rooms of ${labelOf(rule)} are named ${prefix.slice(0, 40)}_ and ${number}`,
        why: 'LiveKit puts an underscore behind the prefix, so the name has two separators and fits no pattern without it.',
        fix: { text: `Write the prefix as ${prefix.slice(0, 40).replace(/[-_:.]+$/, '') || 'a word'}` },
        places: [choice.room.at],
      }
    }
  },
}
