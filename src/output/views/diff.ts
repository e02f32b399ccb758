import { printableLine } from '../../core/printable.ts'
import type { Style } from '../style.ts'

/** A unified diff with its added and removed lines coloured. The signs at the start of each line say the same without colour. */
export function viewDiff(diff: string, { color }: Style): string {
  return diff
    .trimEnd()
    .split('\n')
    .filter((line) => !/^={3,}$/.test(line))
    .map((raw) => {
      const line = printableLine(raw.replace(/\r$/, ''))
      if (line.startsWith('--- ') || line.startsWith('+++ ')) return color.bold(line)
      if (line.startsWith('@@')) return color.cyan(line)
      if (line.startsWith('+')) return color.green(line)
      return line.startsWith('-') ? color.red(line) : line
    })
    .join('\n')
}
