import type { AgentNameFact, EnvFact, Facts, Site } from '../facts.ts'
import { isForShow, sameStack } from '../folder-view.ts'
import { isOpen } from '../net/livekit-url.ts'

const AGENT_NAME = /^(?:LIVEKIT_)?AGENT_NAME$/

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
    const isAnswered = named.some((worker) => answers(worker, fact) || isOpen(worker.name.value)) || codeAnswers(facts, fact)
    return isAnswered || named.length + unnamed.length === 0 ? [] : [{ fact, named, unnamed }]
  })
}

function answers(worker: AgentNameFact, wanted: AgentNameFact): boolean {
  return worker.name.value === wanted.name.value
}

/** The code of a worker may lie in any folder, whichever its stack is. */
function codeAnswers(facts: Facts, wanted: AgentNameFact): boolean {
  return workers(facts).some((worker) => worker.code && answers(worker, wanted))
}

/** False for a name that the code has only in case that a variable is not set: whoever starts the worker may set it. */
export function isCertain({ code, name }: AgentNameFact): boolean {
  return !code || code.variable === null || code.isOpen || name.through !== undefined
}

/** True where the names differ in nothing but capital letters and separators. */
export function isSpelling(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s._-]/g, '')
  return a !== b && plain(a) === plain(b)
}

/** Those of the same stack; where it has none, and the whole folder knows one name only, those of that name: rules often lie in a folder of their own. */
export function workersFor(facts: Facts, site: Site): AgentNameFact[] {
  const all = workers(facts)
  const own = all.filter((fact) => sameStack(fact.site, site))
  const elsewhere = all.filter((fact) => !isForShow(fact.site.stack))
  const isOne = new Set(elsewhere.map(({ name }) => name.value)).size === 1
  return own.length === 0 && isOne && unnamedWorkers(facts, site).length === 0 ? elsewhere : own
}

/** All workers, those of code with what their variables are set to. */
function workers(facts: Facts): AgentNameFact[] {
  return facts.all('agent-name').flatMap((fact) => (fact.side === 'worker' ? named(facts, fact) : []))
}

function named(facts: Facts, fact: AgentNameFact): AgentNameFact[] {
  const variable = fact.code?.variable ?? null
  if (variable === null) return [fact]
  const set = facts
    .all('env')
    .filter((env) => env.name === variable && env.in !== 'example' && env.user !== 'page' && sameStack(env.site, fact.site))
  if (set.length === 0) return [fact]
  const open = { ...fact, name: { ...fact.name, value: `\${${variable}}` } }
  return set.flatMap(({ value }) => {
    if (value === null) return [open]
    // Set to nothing, the library's own variable says that there is no name; of others the code makes what it will.
    if (value.value === '') return AGENT_NAME.test(variable) ? [] : [open]
    return [{ ...fact, name: { ...value, through: [...(value.through ?? []), fact.name.at] } }]
  })
}

/** `LIVEKIT_AGENT_NAME=` with nothing behind it: the worker registers without a name. */
function unnamedWorkers(facts: Facts, site: Site): EnvFact[] {
  return facts
    .all('env')
    .filter(
      (env) =>
        AGENT_NAME.test(env.name) && env.value?.value === '' && env.in !== 'example' && sameStack(env.site, site) && env.user !== 'page',
    )
}
