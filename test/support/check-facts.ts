import { readFacts } from '../../src/check/check.ts'
import type { Fact } from '../../src/check/facts.ts'
import type { Source } from '../../src/check/source.ts'

type FactOf<What extends Fact['what']> = Extract<Fact, { what: What }>

/** The facts of some files by their paths, all with the mode 0644 and outside of git. */
export function factsOf(files: Record<string, string>) {
  const sources = Object.entries(files).map(([path, text]): Source => ({ path, text, mode: 0o644, git: 'none' }))
  const { facts } = readFacts(sources)
  const all = <What extends Fact['what']>(what: What) => facts.all(what) as readonly FactOf<What>[]
  const service = (name: string) => all('service').find((one) => one.name === name)
  const variables = (name: string) =>
    Object.fromEntries(all('env').flatMap((env) => (env.site.service === name ? [[env.name, env.value?.value ?? null]] : [])))
  return { all, service, variables }
}

/** As factsOf, with a compose.yaml of this text. */
export function compose(text: string, files: Record<string, string> = {}) {
  return factsOf({ 'compose.yaml': text, ...files })
}
