import type { AgentNameFact, EnvFact, Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isOpen } from '../net/livekit-url.ts'

/** What somebody asks for, and what is known of the workers that might answer. */
export interface Wanted {
  fact: AgentNameFact
  /** The workers of the stack that have a name. */
  named: AgentNameFact[]
  /** Settings by which a worker has none. */
  unnamed: EnvFact[]
}

/** The agent names that rules, pages and tokens ask for, and that no known worker of the stack registers; none where no worker is known at all. */
export function unanswered(facts: Facts): Wanted[] {
  return facts.all('agent-name').flatMap((fact) => {
    if (fact.side !== 'wanted' || isOpen(fact.name.value)) return []
    const named = workersFor(facts, fact.site)
    const unnamed = unnamedWorkers(facts, fact.site)
    const isAnswered = named.some(({ name }) => name.value === fact.name.value || isOpen(name.value))
    return isAnswered || named.length + unnamed.length === 0 ? [] : [{ fact, named, unnamed }]
  })
}

/** True where the names differ in nothing but capital letters and separators. */
export function isSpelling(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s._-]/g, '')
  return a !== b && plain(a) === plain(b)
}

/** Those of the same stack; where it has none, and the whole folder knows one name only, those of that name: rules often lie in a folder of their own. */
export function workersFor(facts: Facts, site: Site): AgentNameFact[] {
  const all = facts.all('agent-name').filter(({ side }) => side === 'worker')
  const own = all.filter((fact) => sameStack(fact.site, site))
  const isOne = new Set(all.map(({ name }) => name.value)).size === 1
  return own.length === 0 && isOne && unnamedWorkers(facts, site).length === 0 ? all : own
}

/** `LIVEKIT_AGENT_NAME=` with nothing behind it: the worker registers without a name. */
function unnamedWorkers(facts: Facts, site: Site): EnvFact[] {
  return facts
    .all('env')
    .filter(
      (env) =>
        /^(?:LIVEKIT_)?AGENT_NAME$/.test(env.name) &&
        env.value?.value === '' &&
        env.in !== 'example' &&
        sameStack(env.site, site) &&
        env.user !== 'page',
    )
}
