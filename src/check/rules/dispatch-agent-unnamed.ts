import { unanswered } from '../agents/names.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'dispatch.agent-unnamed',
  severity: 'error',
  summary: 'a rule asks for an agent by name while the worker registers without one',
  story: `A worker without a name is sent into every new room that asks for no agent. As soon as a dispatch rule, a token or the room's configuration lists agents, only those are sent, and the one without a name stays out.

So both work by themselves: the page reaches the agent, as its rooms ask for none, and the phone call, whose rule names one, rings on.

Give the worker the name that the rule asks for; pages then have to ask for it too, by their token's room configuration. Or take the agents out of the rule.

To be sure: \`voicectl doctor\` shows the worker registered under the name that the rules ask for.`,
  *find(facts) {
    for (const { fact, named, unnamed } of unanswered(facts)) {
      if (named.length > 0) continue
      yield {
        message: `The agent ${fact.name.value} is asked for, and the worker registers without a name`,
        why: 'A worker without a name gets no job where one is asked for: calls ring on and nobody answers.',
        fix: { text: `Set LIVEKIT_AGENT_NAME to ${fact.name.value}` },
        places: uniquePlaces([...placesOf(fact.name), ...unnamed.map(({ at }) => at)]),
      }
    }
  },
}
