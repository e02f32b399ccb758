import { stripVTControlCharacters } from 'node:util'

/** Less than this is no terminal that anybody reads in. */
const NARROWEST = 20

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

/**
 * Text cut at its spaces, further lines indented by `indent` columns. A voicectl command at its end that doesn't fit beside the rest gets a line of
 * its own and stays whole, so that it can be copied.
 */
export function wrapNotice(text: string, width: number, indent: number): string {
  if (stripVTControlCharacters(text).length <= width) return text
  const [lead = ''] = /^ */.exec(text) ?? []
  const body = text.slice(lead.length)
  const [, before = body, command] = /^(.*:) ((?:npx )?voicectl [a-z].*)$/.exec(body) ?? []
  const lines = wrap(before, Math.max(width - indent, NARROWEST))
  return lead + [...lines, ...(command === undefined ? [] : [`  ${command}`])].join(`\n${' '.repeat(indent)}`)
}
