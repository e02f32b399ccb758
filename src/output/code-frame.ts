import { printableLine } from '../core/printable.ts'
import type { Place } from '../core/place.ts'
import type { Style } from './style.ts'

/** One line of a file: as it may be shown, and where a column of the file is in that. */
export interface ShownLine {
  text: string
  columnOf: (column: number) => number
}

/** A line of a file, counted from 1; undefined where there is no such file or line. */
export type ShownLines = (file: string, line: number) => ShownLine | undefined

export interface FrameOptions {
  style: Style
  /** Said beside the carets. */
  label?: string
  /** Columns that line numbers take, so that several frames stand below one another. */
  gutter: number
}

const TAB = '  '

/** A place as compilers draw it: where, the line, and what is meant below it. The lines come with their secrets hidden. */
export function codeFrame(place: Place, lines: ShownLines, { style, label, gutter }: FrameOptions): string[] {
  const { color } = style
  const head = `${' '.repeat(gutter)} ${color.dim(arrowOf(style))} ${color.underline(`${printableLine(place.file)}:${place.line}:${place.column}`)}`
  const found = lines(place.file, place.line)
  if (found === undefined || found.text.trim() === '') return label ? [`${head} ${label}`] : [head]
  const line = found.text.replace(/\r$/, '')
  const column = found.columnOf(place.column)
  const before = printableLine(line.slice(0, column - 1)).replaceAll('\t', TAB)
  const shown = `${before}${printableLine(line.slice(column - 1)).replaceAll('\t', TAB)}`
  // The value may be hidden and shorter, or longer, than it is.
  const length = Math.max(Math.min(found.columnOf(place.column + place.length) - column, shown.length - before.length), 1)
  const bar = color.dim('|')
  const { text, from } = fitted(shown, before.length, style.width - gutter - 3)
  return [
    head,
    `${color.dim(String(place.line).padStart(gutter))} ${bar} ${text}`,
    `${' '.repeat(gutter)} ${bar} ${' '.repeat(before.length - from)}${color.red('^'.repeat(Math.max(Math.min(length, text.length - (before.length - from)), 1)))}${label ? ` ${label}` : ''}`,
  ]
}

function arrowOf({ glyph }: Style): string {
  return glyph.arrow === '→' ? '╭─' : '--'
}

/** A line cut to a width around a column. */
function fitted(line: string, column: number, width: number): { text: string; from: number } {
  if (line.length <= width) return { text: line, from: 0 }
  const from = column < width - 20 ? 0 : column - 10
  return { text: line.slice(from, from + width), from }
}
