import type { Edit } from '../../core/finding.ts'
import { isCertain, isSpelling, unanswered } from '../agents/names.ts'
import { placesOf, textAt, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'agent.name-case',
  severity: 'error',
  summary: "an agent name that differs from the worker's in capital letters or separators only",
  story: `The server compares agent names byte by byte. \`Voice-Agent\` and \`voice_agent\` are not \`voice-agent\`: the worker is registered, the rule is in place, and no job is ever sent.

Nothing is logged as an error, calls ring until the caller gives up.

Write the name in one way everywhere; \`voicectl check --fix\` writes the worker's into the rule. A rule that is stored already has to be written again.

To be sure: \`voicectl doctor\` shows the worker registered under the name that the rules ask for.`,
  *find(facts, { sources }) {
    for (const { fact, named } of unanswered(facts)) {
      const worker = named.find(({ name }) => isSpelling(name.value, fact.name.value))
      if (!worker) continue
      const written = textAt(sources, fact.name.at)
      const edits: Edit[] = written.includes(fact.name.value)
        ? [{ kind: 'replace', at: fact.name.at, text: written.replace(fact.name.value, () => worker.name.value) }]
        : []
      const byDefault = worker.isDefault ? ', the name where voicectl.yaml gives none' : ''
      yield {
        message: `The agent ${fact.name.value} is asked for, and the worker registers as ${worker.name.value}${byDefault}`,
        why: 'Names are compared letter by letter: no worker gets the job, and calls ring on.',
        fix: { text: `Write ${worker.name.value}${worker.isDefault ? ', or set agent.name in voicectl.yaml' : ''}` },
        places: uniquePlaces(placesOf(fact.name, worker.isDefault ? null : worker.name)),
        edits: isCertain(worker) ? edits : [],
        ...(isCertain(worker) ? {} : { severity: 'warning' as const }),
      }
    }
  },
}
