export const COLUMN_GAP = '  '

/** The width of each column: that of its longest cell. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
}

/** How wide a table of these rows is. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  const widths = columnWidths(rows)
  return widths.reduce((sum, each) => sum + each, 0) + COLUMN_GAP.length * (widths.length - 1)
}

/** One row as a line; `paint` may colour a cell once it has its width. */
export function layOut(row: readonly string[], widths: readonly number[], paint: (cell: string, column: number) => string): string {
  return row.map((cell, column) => paint(cell.padEnd(widths[column] ?? 0), column)).join(COLUMN_GAP)
}
