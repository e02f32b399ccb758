import { printableLine } from '../../core/printable.ts'
import type { ServiceState, ServiceStatus, StackStatus } from '../../runtime/runtime.ts'
import { COLUMN_GAP, columnWidths, layOut, tableWidth } from '../table.ts'
import type { Style } from '../terminal.ts'
import { typed } from '../typed.ts'

const HEADINGS = ['SERVICE', 'STATE', 'PID', 'UPTIME', 'RESTARTS', 'ADDRESS', 'DETAIL']

/** The services as a table. Where the terminal is too narrow for it, the details go below their rows. */
export function viewStatus(status: StackStatus, style: Style): string {
  const { color } = style
  if (status.state === 'stopped') return `Nothing runs in ${printableLine(status.dir)}\n  Start it: ${color.cyan(typed('up'))}`
  const rows = status.services.map(cells)
  const details = status.services.map(({ detail }) => printableLine(detail ?? ''))
  const fits = tableWidth([HEADINGS, ...rows.map((row, index) => [...row, details[index] ?? ''])]) <= style.width
  const headings = fits && details.some(Boolean) ? HEADINGS : HEADINGS.slice(0, -1)
  const widths = columnWidths([headings, ...rows])
  const lines = status.services.flatMap((service, index) => {
    const line = layOut(rows[index] ?? [], widths, (cell, column) => (column === 1 ? stateColor(service.state, style)(cell) : cell))
    const detail = details[index] ?? ''
    if (detail === '') return [line]
    return fits ? [`${line}${COLUMN_GAP}${detail}`] : [line, `  ${color.dim(detail)}`]
  })
  const failed = status.services.filter((service) => service.state === 'failed').length
  const state = failed === 0 ? status.state : `${status.state}, ${color.red(`${failed} failed`)}`
  const heading = status.summary
    ? `${color.bold(status.summary.name)} (${status.summary.mode}), page ${status.summary.pageUrl}`
    : printableLine(status.dir)
  return [
    `${heading}: ${state}`,
    '',
    color.dim(layOut(headings, widths, (cell) => cell).trimEnd()),
    ...lines.map((line) => line.trimEnd()),
  ].join('\n')
}

function cells(service: ServiceStatus): string[] {
  const { name, state, pid, uptimeSeconds, restarts, address } = service
  return [name, state, String(pid ?? '-'), uptimeSeconds === null ? '-' : duration(uptimeSeconds), String(restarts), address ?? '-']
}

/** Seconds as the two largest units: 45s, 3m 20s, 2h 5m, 1d 4h. */
export function duration(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${minutes}m`
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`
}

function stateColor(state: ServiceState, { color }: Style): (text: string) => string {
  const colors = { ready: color.green, running: color.yellow, failed: color.red, stopped: color.dim, unknown: color.yellow }
  return colors[state]
}
