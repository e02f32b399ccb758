import { parseEnv } from 'node:util'

export interface EnvEntry {
  value: string
  /** Line of the assignment in the file, from 1. */
  line: number
}

export type EnvFile = Map<string, EnvEntry>

const BOM = /^\uFEFF/
// Spaces and tabs only: \s also means characters that Node's parser takes as part of the name.
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=\s*(.*)$/

/** Reads the text of a .env file. Quotes, `export` and comments as Node's own parser understands them; the last of two assignments counts. */
export function parseEnvFile(text: string): EnvFile {
  const values = parseEnv(text.replace(BOM, ''))
  const file: EnvFile = new Map()
  for (const { name, line } of assignments(text.split('\n'))) {
    const value = values[name]
    if (value !== undefined) file.set(name, { value, line: line + 1 })
  }
  return file
}

/**
 * Sets values in the text of a .env file, keeping comments, order, byte order mark and line ends; a new name goes to the end.
 * Where a name is assigned twice the last one is set, as that is the one that counts. Raises RangeError for a value no .env file can hold.
 */
export function patchEnvFile(text: string, values: Record<string, string>): string {
  const lines = text === '' ? [] : text.split('\n')
  const places = new Map([...assignments(lines)].map((place) => [place.name, place]))
  const added: string[] = []
  const edits = Object.entries(values).flatMap(([name, value]) => {
    const place = places.get(name)
    if (!place) added.push(`${name}=${quote(value)}`)
    return place ? [{ ...place, value }] : []
  })
  for (const { line, lastLine, value } of edits.toSorted((a, b) => b.line - a.line)) {
    const source = lines[line] ?? ''
    const head = source.slice(0, source.indexOf('=') + 1)
    const comment = line === lastLine ? trailingComment(source.slice(head.length).replace(/\r$/, '')) : ''
    const lineEnd = lines[lastLine]?.endsWith('\r') ? '\r' : ''
    lines.splice(line, lastLine - line + 1, `${head}${quote(value)}${comment}${lineEnd}`)
  }
  if (added.length === 0) return lines.join('\n')
  const newLine = text.includes('\r\n') ? '\r\n' : '\n'
  const kept = lines.length === 0 ? '' : lines.join('\n').replace(/[\r\n]*$/, newLine)
  return `${kept}${added.join(newLine)}${newLine}`
}

interface Place {
  name: string
  /** First and last line of the assignment, from 0: a quoted value may go on over several. */
  line: number
  lastLine: number
}

/** The assignments in the lines of a .env file; a file may assign a name more than once. */
export function* assignments(lines: string[]): Generator<Place> {
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line]?.replace(/\r$/, '') ?? ''
    const match = ASSIGNMENT.exec(line === 0 ? text.replace(BOM, '') : text)
    if (!match) continue
    const [, name = '', value = ''] = match
    const lastLine = endOfValue(lines, line, value)
    yield { name, line, lastLine }
    line = lastLine
  }
}

/** The line on which a quoted value closes; its first line where it has no quote, or the quote never closes. */
function endOfValue(lines: string[], line: number, value: string): number {
  const quoteMark = /^["'`]/.exec(value)?.[0]
  if (quoteMark === undefined || value.indexOf(quoteMark, 1) > 0) return line
  for (let end = line + 1; end < lines.length; end++) if (lines[end]?.includes(quoteMark)) return end
  return line
}

/** The comment behind a value on its line, with the space before it. */
function trailingComment(value: string): string {
  const quoted = /^\s*(?:"[^"]*"|'[^']*'|`[^`]*`)/.exec(value)?.[0] ?? ''
  return /(?:^|\s)\s*#.*$/.exec(value.slice(quoted.length))?.[0].replace(/^#/, ' #') ?? ''
}

/** True for a value that a .env file can hold. */
export function fitsEnvFile(value: string): boolean {
  return /^[\w./:@+=-]*$/.test(value) || quotedForm(value) !== undefined
}

function quote(value: string): string {
  if (/^[\w./:@+=-]*$/.test(value)) return value
  const quoted = quotedForm(value)
  if (quoted === undefined) throw new RangeError('a .env file can not hold this value')
  return quoted
}

/** The first form that is read back as the value: nothing in these files can be escaped, and a value with all three quotes stands without any. */
function quotedForm(value: string): string | undefined {
  if (/[\r\n]/.test(value)) return undefined
  const forms = ["'", '`', '"', ''].map((mark) => `${mark}${value}${mark}`)
  return forms.find((form) => {
    const { A, B } = parseEnv(`A=${form} # comment\nB=b`)
    return A === value && B === 'b'
  })
}
