import type { Place } from '../../core/place.ts'
import { type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Stated } from '../facts.ts'

const WORD = /(?:[^\s"'\\]+|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs

/** The words of a service's `command`, each at its place; of `entrypoint` too where it is set. */
export function commandWords(service: ConfigNode): Stated[] {
  return [...wordsOf(nodeAt(service, 'entrypoint')), ...wordsOf(nodeAt(service, 'command'))]
}

function wordsOf(node: ConfigNode | undefined): Stated[] {
  if (!node) return []
  if (node.content.kind === 'list') return itemsOf(node).flatMap((item) => stated(item, textOf(item)))
  const text = textOf(node)
  if (text === undefined) return []
  const quote = Number(node.at.length > text.length && node.at.length <= text.length + 2)
  const onOneLine = text.length + 2 * quote === node.at.length
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const at: Place = onOneLine ? { ...node.at, column: node.at.column + quote + index, length: word.length } : node.at
    return stated({ ...node, at }, unquoted(word))
  })
}

function stated({ at, through }: ConfigNode, value: string | undefined): Stated[] {
  return value === undefined ? [] : [{ value, at, ...(through ? { through } : {}) }]
}

function unquoted(word: string): string {
  return word.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|\\./gs, (part) => {
    if (part.startsWith('"')) return part.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1')
    return part.startsWith("'") ? part.slice(1, -1) : part.slice(1)
  })
}

/** The flags of a command: `--keys "a: b"`, `--keys=…`, `-c …`; a flag without a value has an empty one. */
export function flagsIn(words: readonly Stated[]): Map<string, Stated> {
  const flags = new Map<string, Stated>()
  for (const [index, word] of words.entries()) {
    const match = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word.value)
    if (!match) continue
    const [, name = '', own] = match
    const next = words[index + 1]
    if (own !== undefined) flags.set(name, { ...word, value: own })
    else flags.set(name, next && !next.value.startsWith('-') ? next : { ...word, value: '' })
  }
  return flags
}
