import type { Place } from '../../core/place.ts'
import { suggest } from '../../core/suggest.ts'
import { nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import { stackShape, type Block, type Value } from './stack-shape.ts'

export interface StackProblem {
  message: string
  at: Place
}

/** Everything that voicectl refuses about a voicectl.yaml. */
export function stackProblems(root: ConfigNode): StackProblem[] {
  const found = [...blockProblems(root, stackShape, '')]
  return found.length > 0 ? found : [...joinedProblems(root)]
}

function* blockProblems(node: ConfigNode, { fields, required }: Block, path: string): Generator<StackProblem> {
  if (node.content.kind !== 'map') {
    yield { message: named(path, 'expected a block of settings'), at: node.at }
    return
  }
  const { entries } = node.content
  // A misspelt key is told once, not as missing too.
  const misspelt = new Set(
    [...entries.keys()].flatMap((name) => (Object.hasOwn(fields, name) ? [] : (suggest(name, Object.keys(fields)) ?? []))),
  )
  for (const name of required)
    if (!entries.has(name) && !misspelt.has(name)) yield { message: named(joined(path, name), 'is required'), at: node.keyAt ?? node.at }
  for (const [name, child] of entries) {
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined
    const full = joined(path, name)
    if (shape === undefined) {
      const near = suggest(name, Object.keys(fields))
      yield { message: `${full}: unknown key${near ? `; did you mean ${near}?` : ''}`, at: child.keyAt ?? child.at }
    } else if (typeof shape === 'function') yield* valueProblems(child, shape, full)
    else yield* blockProblems(child, shape, full)
  }
}

function* valueProblems({ content, at }: ConfigNode, value: Value, path: string): Generator<StackProblem> {
  const problem = content.kind === 'scalar' ? value(content.value) : 'expected a single value'
  if (problem !== null) yield { message: named(path, problem), at }
}

/** What a value needs of the others. */
function* joinedProblems(root: ConfigNode): Generator<StackProblem> {
  const target = textOf(nodeAt(root, 'target'))
  const [livekit, web] = [nodeAt(root, 'livekit'), nodeAt(root, 'web')]
  const lacks = (node: ConfigNode | undefined, name: string) => nodeAt(node, name) === undefined
  const within = (node: ConfigNode | undefined) => node?.keyAt ?? root.at
  if (target === 'cloud' && lacks(livekit, 'url')) {
    yield { message: 'livekit.url: target cloud needs livekit.url, the project URL (wss://….livekit.cloud)', at: within(livekit) }
  }
  if (target === 'self-hosted' && lacks(livekit, 'domain'))
    yield { message: 'livekit.domain: target self-hosted needs livekit.domain', at: within(livekit) }
  if (target === 'self-hosted' && lacks(web, 'domain'))
    yield { message: 'web.domain: target self-hosted needs web.domain', at: within(web) }
  const page = nodeAt(web, 'domain')
  if (target === 'self-hosted' && page && textOf(page) === textOf(nodeAt(livekit, 'domain')))
    yield { message: 'web.domain: expected another name than livekit.domain: one name leads to one of the two', at: page.at }
  const range = nodeAt(livekit, 'udpPortRange')
  if (!range) return
  if (!lacks(livekit, 'udpPort')) yield { message: 'livekit.udpPortRange: set either udpPort or udpPortRange, not both', at: range.at }
  const [start = 0, end = 0] = (textOf(range) ?? '').split('-').map(Number)
  if (start >= end || end > 65_535 || start < 1024)
    yield { message: 'livekit.udpPortRange: expected start < end, both between 1024 and 65535', at: range.at }
}

function named(path: string, message: string): string {
  return path === '' ? message : `${path}: ${message}`
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
