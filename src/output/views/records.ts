import { printableLine } from '../../core/printable.ts'
import { columnWidths, layOut, tableWidth } from '../table.ts'
import type { Style } from '../terminal.ts'
import { wrapNotice } from '../wrap.ts'

/** One thing of a list: its name, and what is said of it by headings. */
export interface ListRow {
  [heading: string]: string
}

/** Things as a table; where the terminal is too narrow for it, each as a block. Columns in which nobody has anything are left out. */
export function viewRows(rows: readonly ListRow[], { color, width }: Style): string {
  const headings = Object.keys(rows[0] ?? {}).filter((heading) => rows.some((row) => row[heading] !== ''))
  const cells = rows.map((row) => headings.map((heading) => printableLine(row[heading] || '-')))
  if (tableWidth([headings, ...cells]) <= width) {
    const widths = columnWidths([headings, ...cells])
    const head = color.dim(layOut(headings, widths, (cell) => cell).trimEnd())
    return [head, ...cells.map((row) => layOut(row, widths, (cell, column) => (column === 0 ? color.bold(cell) : cell)).trimEnd())].join(
      '\n',
    )
  }
  const label = Math.max(...headings.map((heading) => heading.length))
  return cells
    .map((row) => {
      const [first = '', ...rest] = row
      const lines = rest.map((cell, index) =>
        wrapNotice(`  ${color.dim((headings[index + 1] ?? '').padEnd(label))}  ${cell}`, width, label + 4),
      )
      return [color.bold(first), ...lines.filter((_, index) => rest[index] !== '-')].join('\n')
    })
    .join('\n')
}
