import type { Place } from '../../core/place.ts'
import { parseEmbedded } from '../embedded.ts'
import type { Setting } from './setting.ts'
import type { EnvLine } from './env-lines.ts'

const REFERENCE = /\$\{([A-Za-z_]\w*)\}/g
const LONGEST = 100_000

interface Known {
  value: string
  at: Place
}

/** The assignments as a program sees them, with `${NAME}` of the same file filled in; null where it names something else. */
export function toSettings(lines: readonly EnvLine[]): Setting[] {
  const known = new Map<string, Known>()
  return lines.map((line) => {
    const { name, nameAt, at, locate } = line
    const expanded = expand(line, known)
    if (expanded) known.set(name, { value: expanded.value, at })
    else known.delete(name)
    const value = expanded && { value: expanded.value, at, ...(expanded.through.length > 0 ? { through: expanded.through } : {}) }
    const tree = () => (expanded ? parseEmbedded({ text: expanded.value, at, locate }).documents[0] : undefined)
    return { name, at: nameAt, value, tree }
  })
}

function expand({ value, quote }: EnvLine, known: ReadonlyMap<string, Known>): { value: string; through: Place[] } | null {
  if (quote === "'" || !value.includes('${')) return { value, through: [] }
  const through: Place[] = []
  let complete = true
  let length = value.length
  const text = value.replace(REFERENCE, (_, name: string) => {
    const other = known.get(name)
    length += other?.value.length ?? 0
    if (!other || length > LONGEST) complete = false
    if (!other || !complete) return ''
    through.push(other.at)
    return other.value
  })
  return complete ? { value: text, through } : null
}
