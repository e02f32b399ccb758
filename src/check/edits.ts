import type { Edit } from '../core/finding.ts'
import type { Place } from '../core/place.ts'
import type { ConfigNode } from './config-node.ts'
import { lineAt, textAt } from './places.ts'
import type { Source } from './source.ts'

/** A word becomes another at its place, in quotes where it is in quotes; none where the place holds something else. */
export function reworded(sources: readonly Source[], at: Place, [from, to]: [from: string, to: string]): Edit[] {
  const written = textAt(sources, at)
  const [, quote = '', text] = /^(["']?)(.*)\1$/s.exec(written) ?? []
  return text === from && from !== '' ? [{ kind: 'replace', at, text: `${quote}${to}${quote}` }] : []
}

/** Takes a setting out that has a line to itself; none for one that shares its line, also with a comment, or goes on over several. */
export function withoutSetting(sources: readonly Source[], node: ConfigNode): Edit[] {
  const { keyAt, at } = node
  if (!keyAt || keyAt.line !== at.line || !isOnOneLine(sources, node)) return []
  const line = lineAt(sources, keyAt) ?? ''
  const before = line.slice(0, keyAt.column - 1)
  const after = line.slice(at.column - 1 + at.length)
  const between = line.slice(keyAt.column - 1 + keyAt.length, at.column - 1)
  const isAlone = before.trim() === '' && /^\s*:\s+$/.test(between) && after.trim() === ''
  return isAlone ? [{ kind: 'delete-line', at: keyAt }] : []
}

/** True for a plain or quoted value that ends where its line does at the latest. */
function isOnOneLine(sources: readonly Source[], { content, at }: ConfigNode): boolean {
  const written = textAt(sources, at)
  return content.kind === 'scalar' && (written === content.raw || (written.length > 1 && /^(["']).*\1$/.test(written)))
}

/** Puts a setting beside another one of the same map; none where that one's place is not exact. */
export function withSetting(
  sources: readonly Source[],
  { map, beside, name }: { map: ConfigNode; beside: ConfigNode; name: string },
  text: string,
): Edit[] {
  const { keyAt, at } = beside
  const [, quote = ''] = /^(["']?)\w+\1$/.exec(keyAt ? textAt(sources, keyAt) : '') ?? []
  if (!keyAt || !/^["']?\w+["']?$/.test(textAt(sources, keyAt))) return []
  const setting = `${quote}${name}${quote}: ${text}`
  if (/^[{]/.test(textAt(sources, map.at))) return [{ kind: 'replace', at: { ...keyAt, length: 0 }, text: `${setting}, ` }]
  const line = lineAt(sources, keyAt) ?? ''
  const indent = line.slice(0, keyAt.column - 1)
  // Behind it, so that a comment above it stays its own.
  const isWhole = keyAt.line === at.line && isOnOneLine(sources, beside) && /^\s*(?:#.*)?$/.test(line.slice(at.column - 1 + at.length))
  if (!/^ *$/.test(indent) || !isWhole) return []
  const isLast = lineAt(sources, { ...keyAt, line: keyAt.line + 1 }) === undefined
  return [{ kind: 'insert-before', at: { ...keyAt, line: keyAt.line + Number(!isLast) }, text: `${indent}${setting}` }]
}
