import { numberOf, textOf, type ConfigNode } from '../../config-node.ts'
import type { Stated } from '../../facts.ts'

/** A scalar as a statement with its place; null where it is absent, empty, or no scalar. */
export function statedText(node: ConfigNode | undefined): Stated | null {
  const value = textOf(node)
  return node === undefined || value === undefined || value === '' ? null : { value, ...placesOf(node) }
}

/** A whole number as a statement; null for anything else. */
export function statedNumber(node: ConfigNode | undefined): Stated<number> | null {
  const value = numberOf(node)
  return node === undefined || value === undefined ? null : { value, ...placesOf(node) }
}

function placesOf({ at, through }: ConfigNode): Pick<Stated, 'at' | 'through'> {
  return through === undefined ? { at } : { at, through }
}

/** A port or `from-to` as LiveKit's programs read it; null where it is neither. */
export function portRangeOf(node: ConfigNode | undefined): { from: number; to: number } | null {
  const match = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(textOf(node) ?? '')
  if (!match) return null
  const [, from, to = from] = match
  return { from: Number(from), to: Number(to) }
}
