import { languages, modes, type Caller, type Language, type Mode } from '../core/caller.ts'

// The words are in core because the page's token endpoint speaks them too.
export { languages, modes, parseCaller, toCaller, type Caller, type Language, type Mode } from '../core/caller.ts'

export type Route = `${Mode}_${Language}`
/** All routes there are. */
export const routes: readonly Route[] = modes.flatMap((mode) => languages.map((language): Route => `${mode}_${language}`))

export function routeOf({ mode, language }: Pick<Caller, 'mode' | 'language'>): Route {
  return `${mode}_${language}`
}
