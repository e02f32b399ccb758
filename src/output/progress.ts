import { printableLine } from '../core/printable.ts'
import type { Progress, Report } from '../core/progress.ts'
import type { Style } from './style.ts'
import { styleOf } from './style-of.ts'
import type { Terminal } from './terminal.ts'
import { withTyped } from './typed.ts'
import { wrapNotice } from './wrap.ts'

const REDRAW_MS = 100
const INDENT = 2

/** Shows progress events on stderr: one line a phase, and a counter that redraws in place on a terminal only. */
export function progressReporter(terminal: Terminal): Report {
  const style = styleOf(process.stderr)
  const { color } = style
  let lastDraw = 0
  let counterShown = false
  const clearCounter = () => {
    if (counterShown) process.stderr.write('\r\u001B[K')
    counterShown = false
  }
  const draw = (event: Extract<Progress, { type: 'progress' }>) => {
    if (!process.stderr.isTTY || Date.now() - lastDraw < REDRAW_MS) return
    lastDraw = Date.now()
    counterShown = true
    process.stderr.write(`\r\u001B[K  ${color.dim(counterText(event))}`)
  }
  return (event) => {
    if (event.type === 'progress' && event.current !== event.total) return draw(event)
    clearCounter()
    // What is counted to its end is told by whoever counted.
    if (event.type !== 'progress') terminal.notice(eventText(event, style))
  }
}

/** An event that stays on the screen, as lines that fit into it. */
export function eventText(event: Exclude<Progress, { type: 'progress' }>, { color, glyph, width }: Style): string {
  const signs = { step: color.dim(glyph.bullet), done: color.green(glyph.ok), warn: color.yellow(glyph.warn), note: ' ' }
  const text = withTyped(event.text.split('\n').map(printableLine).join('\n'))
  return `${signs[event.type]} ${text}`
    .split('\n')
    .map((line) => wrapNotice(line, width, INDENT))
    .join('\n')
}

/** A counter with words: what is done, and to how many of what. */
export function counterText({ text, current, total, unit }: Extract<Progress, { type: 'progress' }>): string {
  const format = (count: number) => (unit === 'bytes' ? `${(count / 1_048_576).toFixed(1)} MB` : String(count))
  if (total !== null) return `${text}: ${format(current)} of ${format(total)} (${Math.floor((current / total) * 100)} %)`
  return `${text}: ${format(current)}${unit === 'bytes' ? '' : ` ${unit}`}`
}
