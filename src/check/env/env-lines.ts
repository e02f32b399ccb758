import { parseEnv } from 'node:util'
import type { Place } from '../../core/place.ts'
import { assignments } from '../../stack/env-file.ts'
import type { Locate } from '../embedded.ts'
import type { Source } from '../source.ts'

export interface EnvLine {
  name: string
  nameAt: Place
  value: string
  /** With its quotes, up to the end of its first line. */
  at: Place
  quote: '"' | "'" | '`' | null
  /** What stands behind the sign of equality on the first line, with quotes, spaces and comment. */
  rest: string
  locate: Locate
}

/** Every assignment of a .env file, also those that a later one of the same name outdoes. */
export function envLines({ path, text }: Source): EnvLine[] {
  const lines = text.split('\n')
  return [...assignments(lines)].map(({ name, line, lastLine }) => {
    const source = lines[line]?.replace(/\r$/, '') ?? ''
    const equals = source.indexOf('=')
    const rest = source.slice(equals + 1)
    const start = equals + 1 + rest.length - rest.trimStart().length
    const quote = quoteOf(rest.trimStart(), lastLine > line)
    const raw = lastLine > line ? source.slice(start) : asWritten(source.slice(start), quote)
    const at = { file: path, line: line + 1, column: start + 1, length: raw.length }
    const nameAt = { file: path, line: line + 1, column: source.indexOf(name) + 1, length: name.length }
    const value =
      parseEnv(
        lines
          .slice(line, lastLine + 1)
          .join('\n')
          .replace(/^\uFEFF/, ''),
      )[name] ?? ''
    return { name, nameAt, value, at, quote, rest, locate: locateIn(at, Number(quote !== null), lastLine > line) }
  })
}

/** A quote that never closes is a character like any other. */
function quoteOf(value: string, severalLines: boolean): EnvLine['quote'] {
  const first = value[0]
  return (first === '"' || first === "'" || first === '`') && (severalLines || value.indexOf(first, 1) !== -1) ? first : null
}

/** The value as it stands on its line: with its quotes, without the comment behind it. */
function asWritten(rest: string, quote: EnvLine['quote']): string {
  if (quote) return rest.slice(0, rest.indexOf(quote, 1) + 1)
  return (rest.split('#', 1)[0] ?? '').trimEnd()
}

/** A value on one line has its columns behind the quote; one over several lines goes on at the start of the next. */
function locateIn(at: Place, quote: number, severalLines: boolean): Locate {
  return (line, column) => {
    if (line === 1) return { line: at.line, column: at.column + quote + column - 1, exact: true }
    return { line: at.line + line - 1, column, exact: severalLines }
  }
}
