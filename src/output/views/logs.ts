import { printableLine } from '../../core/printable.ts'
import type { LogLine } from '../../runtime/runtime.ts'
import type { Style } from '../style.ts'

/** Room for the longest name that voicectl's own services have. */
const NAME_WIDTH = 8
/** Most programs begin a line with the time; ours stands before it already. */
const OWN_TIME = /^(\d{4}-\d{2}-\d{2}[T ])?\d{2}:\d{2}:\d{2}([.,]\d+)?Z?\s+/
const CLOCK = { start: 11, end: 19 }

/** A function that shows one log line: time, service in its own colour, text at its full length. Each service keeps its colour in every run. */
export function logLineView({ color }: Style): (line: LogLine) => string {
  const colors = { redis: color.red, livekit: color.blue, web: color.magenta, agent: color.green, voicectl: color.yellow }
  return ({ time, service, text }) => {
    const paint = colors[service as keyof typeof colors] ?? color.cyan
    return `${color.dim(localClock(time))} ${paint(service.padEnd(NAME_WIDTH))} ${printableLine(text).replace(OWN_TIME, '').replaceAll('\t', '  ')}`
  }
}

/** Whoever reads along compares with the clock on the wall; the files keep UTC. */
function localClock(time: string): string {
  const date = new Date(time)
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return Number.isNaN(date.getTime()) ? time : local.toISOString().slice(CLOCK.start, CLOCK.end)
}
