import { stripVTControlCharacters } from 'node:util'

// C0 but the tab, DEL, C1, and what reverses the direction of the text after it.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g

/** Foreign text as one line that a terminal may get: no colours and cursor movements, and a replacement character for every other control character, line ends too. */
export function printableLine(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, '\uFFFD')
}
