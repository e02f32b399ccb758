import { languages, modes } from '../../core/caller.ts'
import { isSlip } from '../../core/slip.ts'
import { entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { DispatchRuleFact, Facts } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import type { Hit, Rule } from '../rule.ts'
import { fieldOf } from '../sip/protojson.ts'
import { isDeclared, labelOf } from '../sip/subject.ts'

const CHOICES: Readonly<Record<string, readonly string[]>> = { mode: modes, language: languages }

export const rule: Rule = {
  id: 'sip.route-unknown',
  severity: 'warning',
  summary: "metadata of a dispatch rule that voicectl's agent can't make a route of: a mode or language that it does not know",
  story: `voicectl's own agent chooses its specialist by the metadata of the caller and of its job: \`mode\` (${modes.join(', ')}) and \`language\` (${languages.join(', ')}). The first is the \`metadata\` of the dispatch rule, the second that of the rule's agent. What it does not know it takes as if it were not there: the call gets \`general_en\`, and nothing says so but the line \`LangGraph selected route\` in its log.

Other names in the metadata are yours; only those that are one slip away from \`mode\` and \`language\` are told. With an agent file of your own (\`agent.file\`) nothing is.

To be sure: \`voicectl sip explain --from … --to …\` shows the route.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      if (!isDeclared(rule) || !asksOwnAgent(rule, facts)) continue
      const agents = itemsOf(fieldOf(rule.field('room_config'), 'agents'))
      for (const metadata of [rule.field('metadata'), ...agents.map((agent) => fieldOf(agent, 'metadata'))]) yield* judged(metadata, rule)
    }
  },
}

/** True where the worker that a rule asks for is voicectl's own, with its own specialists. */
function asksOwnAgent(rule: DispatchRuleFact, facts: Facts): boolean {
  const stack = facts.all('stack').find(({ node, site }) => node.at.file === rule.at.file && sameStack(site, rule.site))
  if (!stack || nodeAt(stack.node, 'agent', 'file')) return false
  const own = textOf(nodeAt(stack.node, 'agent', 'name')) ?? 'voice-agent'
  return itemsOf(fieldOf(rule.field('room_config'), 'agents')).some((agent) => textOf(fieldOf(agent, 'agent_name')) === own)
}

function* judged(metadata: ConfigNode | undefined, rule: DispatchRuleFact): Generator<Hit> {
  const why = 'The agent takes it as if it were not there, and the call gets another specialist than was meant.'
  for (const [name, node] of entriesOf(metadata)) {
    const meant = Object.keys(CHOICES).find((known) => isSlip(known, name))
    if (meant !== undefined) {
      yield {
        message: `metadata of ${labelOf(rule)} has ${name}, which nobody reads`,
        why,
        fix: { text: `Write ${meant}` },
        places: [node.keyAt ?? node.at],
      }
      continue
    }
    const choices = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined
    const value = textOf(node)
    if (!choices || value === undefined || choices.includes(value) || value.includes('${')) continue
    yield {
      message: `metadata of ${labelOf(rule)} asks for the ${name} ${value.slice(0, 40)}, which voicectl's agent does not know`,
      why,
      fix: { text: `Write one of ${choices.join(', ')}` },
      places: [node.at],
    }
  }
}
