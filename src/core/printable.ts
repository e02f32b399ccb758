import { stripVTControlCharacters } from 'node:util'

// What makes a terminal do something instead of showing a character: C0 but for the tab, DEL, C1, and what turns the direction of text.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g

/**
 * Text of others without control characters; its lines stay. Without its first character an escape sequence is harmless, also when it
 * comes in pieces.
 */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, (character) => (character === '\n' ? '\n' : ''))
}

/** Foreign text as one line: no colours and cursor movements, and a replacement character for every other control character, line ends too. */
export function printableLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll(CONTROL, '\uFFFD')
}
