import { printableLine } from '../core/printable.ts'
import type { ProbeEvent } from '../doctor/run-probes.ts'
import { styleOf } from './style-of.ts'

const REDRAW_MS = 100
const FRAMES = { unicode: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'], ascii: ['|', '/', '-', '\\'] }

/** One line for each probe that looks at this moment, redrawn in place on a terminal and gone at the end; nothing elsewhere. */
export function probeLines(stream: NodeJS.WriteStream): { onEvent(event: ProbeEvent): void; end(): void } {
  if (!stream.isTTY || process.env['TERM'] === 'dumb') return { onEvent: () => {}, end: () => {} }
  const { color, glyph } = styleOf(stream)
  const frames = glyph.ok === '✓' ? FRAMES.unicode : FRAMES.ascii
  const running = new Map<string, string>()
  let [frame, height, done, total] = [0, 0, 0, 0]
  const clear = () => {
    if (height > 0) stream.write(`\u001B[${height}A\u001B[J`)
    height = 0
  }
  const draw = () => {
    const room = Math.max((stream.rows ?? 24) - 2, 1)
    const width = Math.max((stream.columns ?? 80) - 1, 20)
    const spinner = frames[frame++ % frames.length] ?? ''
    const lines = [...running]
      .slice(0, room)
      .map(([id, title]) => `${color.cyan(spinner)} ${`${printableLine(title)} (${id})`.slice(0, width - 2)}`)
    const count = total === 0 ? [] : [color.dim(`${done} of ${total}`)]
    const shown = [...lines, ...count]
    clear()
    if (shown.length > 0) stream.write(`${shown.join('\n')}\n`)
    height = shown.length
  }
  const timer = setInterval(draw, REDRAW_MS)
  timer.unref()
  return {
    onEvent: (event) => {
      if (event.type === 'begun') running.set(event.id, event.title)
      else {
        running.delete(event.report.id)
        ;[done, total] = [event.done, event.total]
      }
    },
    end: () => {
      clearInterval(timer)
      clear()
    },
  }
}
