import { stripVTControlCharacters } from 'node:util'

/** Text cut into lines at its spaces; a word that is wider than a line stays whole. Colour sequences take no width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && stripVTControlCharacters(longer).length > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
