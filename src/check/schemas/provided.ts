import { nodeAt } from '../config-node.ts'
import type { ConfigFact, EnvFact, Facts, ServiceFact, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'

type Program = Pick<ConfigFact, 'of' | 'site'>

/** The service that runs with a config, where the files show one. */
export function serviceOf(facts: Facts, { site }: Program): ServiceFact | undefined {
  return site.service === null ? undefined : facts.all('service').find((service) => isOf(service.site, site))
}

/** A variable of the environment that the program sees; where no service is known to read its config, any of that name in the same stack. */
export function envOf(facts: Facts, program: Program, name: string): EnvFact | undefined {
  const all = facts.all('env').filter((env) => env.name === name && env.in !== 'example')
  if (program.site.service !== null) return all.find((env) => isOf(env.site, program.site))
  return all.find((env) => sameStack(env.site, program.site))
}

/** True where the files show all that the program is started with: a service reads the config, and has no wrapper around it that we can't see. */
export function isSettled(facts: Facts, program: Program): boolean {
  const service = serviceOf(facts, program)
  return service !== undefined && !service.built && nodeAt(service.node, 'entrypoint') === undefined
}

/** True where the program's command has one of these flags. */
export function hasFlag(facts: Facts, program: Program, ...flags: string[]): boolean {
  const words = serviceOf(facts, program)?.command?.value.split(/[\s=,"'[\]]+/) ?? []
  return flags.some((flag) => words.includes(`--${flag}`))
}

/** True where voicectl itself starts the program, with settings from .env. */
export function isOwn(facts: Facts, { site }: Program): boolean {
  return facts.all('stack').some((stack) => sameStack(stack.site, site))
}

function isOf(a: Site, b: Site): boolean {
  return a.service === b.service && a.stack === b.stack && (a.project === undefined || b.project === undefined || a.project === b.project)
}

/** True where a program of another name reads the config: a fork, which may have settings of its own. */
export function isOfFork(facts: Facts, program: Program): boolean {
  const service = serviceOf(facts, program)
  return service !== undefined && service.image !== null && !service.built && service.user === 'other'
}
