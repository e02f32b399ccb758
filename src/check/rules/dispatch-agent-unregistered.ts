import { suggest } from '../../core/suggest.ts'
import { isCertain, isSpelling, unanswered } from '../agents/names.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'dispatch.agent-unregistered',
  severity: 'error',
  summary: 'a dispatch rule or page asks for an agent that no worker registers as',
  story: `A room that asks for an agent by name gets a worker that registered under exactly that name, and nobody else: an agent without a name is not sent where one is asked for. When no worker has the name, nothing fails. The call is put into its room, waits for somebody to speak, and rings until the caller gives up; a page says that it waits for the agent.

The server logs \`not dispatching agent job since no worker is available\`, at a level that most don't look at.

Give the worker the name, by LIVEKIT_AGENT_NAME or agent.name in voicectl.yaml, or write the worker's name into the rule. A rule that is already stored has to be written again: the file alone changes nothing.

To be sure: \`voicectl doctor\` shows the worker registered under the name that the rules ask for.`,
  *find(facts) {
    for (const { fact, named } of unanswered(facts)) {
      if (named.length === 0 || named.some(({ name }) => isSpelling(name.value, fact.name.value))) continue
      const names = [...new Set(named.map(({ name }) => name.value))]
      const near = suggest(fact.name.value, names) ?? (names.length === 1 ? names[0] : undefined)
      yield {
        message: `The agent ${fact.name.value} is asked for, and the workers here register as ${listed(names)}`,
        why: 'No worker gets the job: calls ring on and nobody answers.',
        fix: {
          text: near ? `Ask for ${near}, or give the worker the name ${fact.name.value}` : `Give a worker the name ${fact.name.value}`,
        },
        places: uniquePlaces(placesOf(fact.name, ...named.map(({ name }) => name))),
        ...(named.some((worker) => isCertain(worker)) ? {} : { severity: 'warning' as const }),
      }
    }
  },
}
