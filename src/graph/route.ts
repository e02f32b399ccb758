import type { Caller, Language, Mode } from '../core/caller.ts'

// The words are in core because the page's token endpoint speaks them too.
export { languages, modes, parseCaller, type Caller, type Language, type Mode } from '../core/caller.ts'

export type Route = `${Mode}_${Language}`

export function routeOf({ mode, language }: Pick<Caller, 'mode' | 'language'>): Route {
  return `${mode}_${language}`
}
