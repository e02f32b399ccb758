import { printableLine } from './printable.ts'

/** A word for the shell: a path, a name, a number. Control characters are written as escapes, which the shell reads back. */
export function shellWord(word: string): string {
  if (printableLine(word) !== word) return `$'${Array.from(word, escaped).join('')}'`
  return /^[\w./:+@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

function escaped(character: string): string {
  if (/['\\]/.test(character)) return `\\${character}`
  return printableLine(character) === character ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
