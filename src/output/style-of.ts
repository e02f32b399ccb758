import chalk, { Chalk, chalkStderr } from 'chalk'
import { glyphs, UNBOUNDED, type Style } from './style.ts'

/** Columns of a terminal that doesn't say how many it has. */
const UNKNOWN = 80

export function styleOf(stream: NodeJS.WriteStream): Style {
  // Chalk itself knows --no-color and FORCE_COLOR, but not NO_COLOR.
  const color = process.env['NO_COLOR'] ? new Chalk({ level: 0 }) : stream === process.stderr ? chalkStderr : chalk
  return { color, glyph: glyphs(), width: stream.isTTY ? stream.columns || UNKNOWN : UNBOUNDED }
}
