import { workersFor } from '../agents/names.ts'
import { itemsOf, textOf } from '../config-node.ts'
import { isOpen } from '../net/livekit-url.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'
import { fieldOf } from '../sip/protojson.ts'
import { choiceOf, isDeclared, isExample, labelFirst, placeOfMessage } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.no-agent',
  severity: 'error',
  summary: 'a dispatch rule that asks for no agent while the worker registers under a name',
  story: `A worker that registers under a name gets no room by itself: it is sent only where its name is asked for. For phone calls that is the dispatch rule's \`room_config.agents\`. Without it the call gets its room, nobody else comes, and it rings until the ringing timeout, three minutes, is over (sip#401, livekit#3879, agents#2470).

A worker without a name is sent into every new room, so a rule of the time before the worker had a name stops working the day it gets one.

Add \`"room_config": {"agents": [{"agent_name": "voice-agent"}]}\` to the rule, and write the rule again: a file alone changes nothing. Where your own program sends the agent into the room, by webhook and AgentDispatch, ignore this rule here.

To be sure: \`voicectl doctor\` shows the worker registered under the name that the rule asks for.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      const choice = choiceOf(rule)
      const asked = itemsOf(fieldOf(rule.field('room_config'), 'agents')).some((agent) => textOf(fieldOf(agent, 'agent_name')))
      // In voicectl.yaml the stack's own agent is asked for, unless somebody wrote that nobody is.
      if (isDeclared(rule) || !choice || asked || rule.field('room_preset') || isExample(rule.at.file)) continue
      const workers = workersFor(facts, rule.site)
      const [worker] = workers
      const unnamed = facts
        .all('env')
        .some(({ name, value, in: where }) => /^(?:LIVEKIT_)?AGENT_NAME$/.test(name) && value?.value === '' && where !== 'example')
      if (!worker || unnamed || workers.some(({ name }) => name.value === '' || isOpen(name.value))) continue
      yield {
        message: `${labelFirst(rule)} asks for no agent, and the worker registers as ${worker.name.value}`,
        why: 'A worker with a name is sent only where it is asked for: the call gets its room and rings, and nobody answers.',
        fix: { text: `Add "room_config": {"agents": [{"agent_name": "${worker.name.value}"}]} to the rule` },
        places: [rule.field('room_config')?.keyAt ?? placeOfMessage(rule), ...placesOf(worker.name)],
        severity: choice.kind === 'direct' ? 'info' : 'error',
      }
    }
  },
}
