import { itemsOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { fieldOf } from '../sip/protojson.ts'
import { capital, choiceOf, fieldName, isDeclared, labelOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.direct-room-and-agent',
  severity: 'info',
  summary: 'a dispatch rule that puts all calls into one room and asks for an agent: the agent comes only when the room is made',
  story: `\`room_config\` counts for the participant that makes the room. With \`dispatch_rule_direct\` that is the first caller; whoever calls while the room is there gets into it, and nothing of room_config is looked at again. The agent is sent once, and when it has left, or the room was made by a page or by \`auto_create\` before, calls ring and nobody answers (livekit#3879).

Besides, two callers at one time hear each other: it is one room.

For calls that an agent answers take \`dispatch_rule_individual\`, a room for each call. For a conference that people join, leave the agent to the program that makes the room.

To be sure: call twice, one after the other, within twenty seconds (the room's departure timeout): the agent answers both times.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      const choice = choiceOf(rule)
      const agents = fieldOf(rule.field('room_config'), 'agents')
      if (choice?.kind !== 'direct' || itemsOf(agents).length === 0 || !agents) continue
      yield {
        message: `${capital(labelOf(rule))} puts all calls into one room, and the agent is sent only when the room is made`,
        why: 'Who calls while the room is still there gets no agent, and callers at one time hear each other.',
        fix: { text: `Take ${fieldName(rule, 'dispatch_rule_individual')} for a room and an agent for each call` },
        places: [choice.node.keyAt ?? choice.node.at, ...(agents.keyAt || !isDeclared(rule) ? [agents.keyAt ?? agents.at] : [])],
      }
    }
  },
}
