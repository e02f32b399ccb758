import type { Place } from '../core/place.ts'
import type { ConfigNode } from './config-node.ts'
import type { ParsedFile } from './reader.ts'
import { parseTree } from './yaml-tree.ts'

/** Where a line and column of a text (from 1) stand in the file that holds the text. */
export type Locate = (line: number, column: number) => { line: number; column: number; exact: boolean }

export interface Embedded {
  text: string
  /** The place of the whole text: what is said of a part whose own place can't be told. */
  at: Place
  locate: Locate
}

/** Reads YAML or JSON that stands inside of another file; the places are those of that file. */
export function parseEmbedded({ text, at, locate }: Embedded): ParsedFile {
  const { documents, faults } = parseTree(at.file, text)
  const move = (place: Place): Place => {
    const { exact, ...position } = locate(place.line, place.column)
    return exact ? { ...place, ...position } : at
  }
  return {
    documents: documents.map((document) => moveTree(document, move)),
    faults: faults.map((fault) => ({ ...fault, at: move(fault.at) })),
  }
}

/** A tree with other places; nodes that aliases share stay shared. */
function moveTree(root: ConfigNode, move: (place: Place) => Place): ConfigNode {
  const moved = new Map<ConfigNode['content'], ConfigNode['content']>()
  const node = (one: ConfigNode): ConfigNode => ({
    ...one,
    at: move(one.at),
    keyAt: one.keyAt && move(one.keyAt),
    content: content(one.content),
  })
  const content = (one: ConfigNode['content']): ConfigNode['content'] => {
    if (one.kind === 'scalar') return one
    const known = moved.get(one)
    if (known) return known
    const built: ConfigNode['content'] =
      one.kind === 'map'
        ? { kind: 'map', entries: new Map([...one.entries].map(([name, child]) => [name, node(child)])) }
        : { kind: 'list', items: one.items.map((item) => node(item)) }
    moved.set(one, built)
    return built
  }
  return node(root)
}

/** How a scalar of a YAML file lies in it: block scalars line by line, quoted and plain ones as far as they are on one line. */
export function locateInYaml(at: Place, lines: readonly string[]): Locate {
  const head = lines[at.line - 1]?.slice(at.column - 1) ?? ''
  if (head.startsWith('|')) return locateInBlock(at, lines)
  if (head.startsWith('>')) return () => ({ line: at.line, column: at.column, exact: false })
  const quote = head.startsWith('"') || head.startsWith("'") ? 1 : 0
  return (line, column) => ({ line: at.line, column: at.column + quote + column - 1, exact: line === 1 && column <= at.length })
}

function locateInBlock(at: Place, lines: readonly string[]): Locate {
  let first = at.line
  while (first < lines.length && lines[first]?.trim() === '') first++
  const indent = (lines[first] ?? '').length - (lines[first] ?? '').trimStart().length
  return (line, column) => {
    const outer = at.line + line
    const room = (lines[outer - 1] ?? '').replace(/\r$/, '').length
    return { line: outer, column: Math.min(indent + column, room + 1), exact: outer <= lines.length }
  }
}
