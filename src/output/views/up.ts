import { printableLine } from '../../core/printable.ts'
import type { DownResult, RestartResult, StackSummary, StoppedService, UpResult } from '../../runtime/runtime.ts'
import type { Style } from '../terminal.ts'
import { typed } from '../typed.ts'

/** What a user needs once the stack runs: where, in which mode, how to see more, how to stop. */
export function viewSummary(summary: StackSummary, { color, glyph }: Style): string {
  const row = (label: string, value: string) => `  ${color.dim(label.padEnd(9))} ${value}`
  const mode = summary.mode === 'demo' ? `${color.yellow('demo')}: no provider keys in .env, so a small fixed script answers` : 'live'
  return [
    `${color.green(glyph.ok)} ${color.bold(summary.name)} is up`,
    '',
    row('page', color.cyan(summary.pageUrl)),
    row('LiveKit', summary.livekitUrl),
    row('agent', summary.agentName),
    row('mode', mode),
    row('logs', `${printableLine(summary.logDir)} (${typed('logs -f')})`),
    row('stop', `${summary.detached ? '' : 'Ctrl-C, or '}${typed('down')}`),
    ...summary.notes.map((note) => `\n  ${printableLine(note)}`),
  ].join('\n')
}

export function viewUp(result: UpResult, style: Style): string {
  if (result.outcome === 'stopped') {
    return result.stopped.length === 0 ? `${style.glyph.bullet} Stopped before it was up` : viewStopped(result.stopped, style)
  }
  const summary = viewSummary(result.summary, style)
  return result.outcome === 'detached' ? summary : `It runs already, since ${result.summary.startedAt}.\n${summary}`
}

export function viewDown({ stopped, wasRunning, orphans }: DownResult, dir: string, style: Style): string {
  if (!wasRunning) return `Nothing runs in ${printableLine(dir)}`
  const lines = stopped.length === 0 ? `${style.color.green(style.glyph.ok)} Stopped` : viewStopped(stopped, style)
  return orphans ? `${lines}\n  Their supervisor had ended before them.` : lines
}

export function viewRestart({ restarted }: RestartResult, { color, glyph }: Style): string {
  return `${color.green(glyph.ok)} Started again: ${restarted.join(', ')}`
}

function viewStopped(stopped: StoppedService[], { color, glyph }: Style): string {
  const names = stopped.map(({ name, how }) => (how === 'killed' ? `${name} (killed)` : name))
  return `${color.green(glyph.ok)} Stopped ${names.join(', ')}`
}
