import { languages, modes, type Route } from '../core/caller.ts'

// The words are in core because the page's token endpoint and what is said of phone calls speak them too.
export { languages, modes, parseCaller, routeOf, toCaller, type Caller, type Language, type Mode, type Route } from '../core/caller.ts'

/** All routes there are. */
export const routes: readonly Route[] = modes.flatMap((mode) => languages.map((language): Route => `${mode}_${language}`))
