import { printableLine } from '../../core/printable.ts'
import type { DownResult, RestartResult, StackSummary, StoppedService, UpResult } from '../../runtime/runtime.ts'
import type { Style } from '../style.ts'
import { typed } from '../typed.ts'
import { wrapNotice } from '../wrap.ts'
import { duration } from './status.ts'

const LABEL_WIDTH = 9

/** What a user needs once the stack runs: where, in which mode, how to see more, how to stop. */
export function viewSummary(summary: StackSummary, style: Style): string {
  const { color, glyph } = style
  const stop = `${summary.detached ? '' : 'Ctrl-C, or '}${typed('down')}`
  return [`${color.green(glyph.ok)} ${color.bold(summary.name)} is up`, '', ...rows(summary, stop, style)].join('\n')
}

export function viewUp(result: UpResult, style: Style, now = new Date()): string {
  if (result.outcome === 'stopped') {
    return result.stopped.length === 0 ? `${style.glyph.bullet} Stopped before it was up` : viewStopped(result.stopped, style)
  }
  return result.outcome === 'detached' ? viewSummary(result.summary, style) : viewRunning(result.summary, style, now)
}

/** Of a stack that another `up` has started: Ctrl-C here would not end it. */
function viewRunning(summary: StackSummary, style: Style, now: Date): string {
  const { color, glyph } = style
  const began = new Date(summary.startedAt)
  const since = `since ${localTime(began, now)} (${duration(Math.max(0, Math.floor((now.getTime() - began.getTime()) / 1000)))})`
  return [`${color.green(glyph.ok)} ${color.bold(summary.name)} is up already, ${since}`, '', ...rows(summary, typed('down'), style)].join(
    '\n',
  )
}

/** By this machine's clock: the time, with the date where that is another one. */
function localTime(date: Date, now: Date): string {
  const two = (count: number) => String(count).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (date.toDateString() === now.toDateString()) return time
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`
}

function rows(summary: StackSummary, stop: string, { color, width }: Style): string[] {
  const row = (label: string, value: string) => `  ${color.dim(label.padEnd(LABEL_WIDTH))} ${value}`
  const mode = summary.mode === 'demo' ? `${color.yellow('demo')}: no provider keys in .env, so a small fixed script answers` : 'live'
  const [logs, follow] = [printableLine(summary.logDir), typed('logs -f')]
  const oneRow = `  ${' '.repeat(LABEL_WIDTH)} ${logs} (${follow})`.length <= width
  return [
    row('page', color.cyan(summary.pageUrl)),
    row('LiveKit', summary.livekitUrl),
    row('agent', summary.agentName),
    row('mode', mode),
    ...(oneRow ? [row('logs', `${logs} (${follow})`)] : [row('logs', logs), row('', follow)]),
    row('stop', stop),
    ...summary.notes.map((note) => `\n${wrapNotice(`  ${printableLine(note)}`, width, 2)}`),
  ]
}

export function viewDown({ stopped, wasRunning, orphans }: DownResult, dir: string, style: Style): string {
  if (!wasRunning) return `Nothing runs in ${printableLine(dir)}`
  const lines = stopped.length === 0 ? `${style.color.green(style.glyph.ok)} Stopped` : viewStopped(stopped, style)
  return orphans ? `${lines}\n  Their supervisor had ended before them.` : lines
}

export function viewRestart({ restarted }: RestartResult, { color, glyph }: Style): string {
  return `${color.green(glyph.ok)} Started again: ${restarted.join(', ')}`
}

/** Those that had to be killed apart from those that ended by themselves. */
function viewStopped(stopped: StoppedService[], { color, glyph }: Style): string {
  const namesOf = (wanted: StoppedService['how']) => stopped.flatMap(({ name, how }) => (how === wanted ? [name] : [])).join(', ')
  const [ended, killed] = [namesOf('ended'), namesOf('killed')]
  const lines = [...(ended === '' ? [] : [`Stopped ${ended}`]), ...(killed === '' ? [] : [`Stopped by force: ${killed}`])]
  return `${color.green(glyph.ok)} ${lines.join('\n  ')}`
}
