import type { Place } from '../../core/place.ts'
import { suggest } from '../../core/suggest.ts'
import { entriesOf, itemsOf, type ConfigNode } from '../config-node.ts'
import { expected, kindOf, text, type Block, type Entries, type List, type Shape, type TextOrBlock } from './shape.ts'
import type { StackProblem } from './stack-problem.ts'
import { stackShape } from './stack-shape.ts'

/** `isSound`: what it holds can be compared with one another. Unknown keys and wrong forms leave it so. */
interface Verdict {
  problems: StackProblem[]
  isSound: boolean
}

const SOUND: Verdict = { problems: [], isSound: true }

/** Everything that voicectl refuses about a voicectl.yaml. */
export function stackProblems(root: ConfigNode): StackProblem[] {
  return judged(root, stackShape, '').problems
}

function judged(node: ConfigNode, shape: Shape, path: string): Verdict {
  if (typeof shape === 'function') {
    const fault = shape(node)
    return fault === null ? SOUND : { problems: [problem(fault.message, path, node.at)], isSound: !fault.isKind }
  }
  if (shape.kind === 'block') return judgedBlock(node, shape, path)
  if (shape.kind === 'text-or-block') return judgedTextOrBlock(node, shape, path)
  return shape.kind === 'list' ? judgedList(node, shape, path) : judgedEntries(node, shape, path)
}

function judgedBlock(node: ConfigNode, shape: Block, path: string): Verdict {
  if (shape.mayBeEmpty && kindOf(node) === 'null') return SOUND
  if (node.content.kind !== 'map') return refused(expected('object', node), path, node.at)
  const { fields, required, together } = shape
  const { entries } = node.content
  // A misspelt key is told once, not as missing too.
  const misspelt = new Set(
    [...entries.keys()].flatMap((name) => (Object.hasOwn(fields, name) ? [] : (suggest(name, Object.keys(fields)) ?? []))),
  )
  const missing = required.filter((name) => !entries.has(name))
  const told = missing.filter((name) => !misspelt.has(name))
  const inside = joinedVerdicts([
    { problems: told.map((name) => problem('is required', joined(path, name), node.keyAt ?? node.at)), isSound: missing.length === 0 },
    ...[...entries].map(([name, child]) => judgedEntry(child, { name, shape, path })),
  ])
  if (!inside.isSound || !together) return inside
  const problems = [...together(node, path)]
  return { problems: [...inside.problems, ...problems], isSound: problems.length === 0 }
}

function judgedEntry(child: ConfigNode, { name, shape: { fields }, path }: { name: string; shape: Block; path: string }): Verdict {
  const shape = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (shape !== undefined) return judged(child, shape, joined(path, name))
  const near = suggest(name, Object.keys(fields))
  const message = `unknown key${near ? `; did you mean ${near}?` : ''}`
  return { problems: [problem(message, joined(path, name), child.keyAt ?? child.at)], isSound: true }
}

function judgedTextOrBlock(node: ConfigNode, shape: TextOrBlock, path: string): Verdict {
  if (kindOf(node) === 'string') return judged(node, text, path)
  const verdict = judgedBlock(node, shape.block, path)
  return verdict.isSound ? verdict : refused(shape.expected, path, node.at)
}

function judgedList(node: ConfigNode, { of, least }: List, path: string): Verdict {
  if (node.content.kind !== 'list') return refused(expected('array', node), path, node.at)
  const items = itemsOf(node)
  const few = items.length < least ? [problem(`expected at least ${least} entry`, path, node.at)] : []
  return joinedVerdicts([...items.map((item, index) => judged(item, of, `${path}[${index}]`)), { problems: few, isSound: true }])
}

function judgedEntries(node: ConfigNode, { of, names }: Entries, path: string): Verdict {
  if (node.content.kind !== 'map') return refused(expected('record', node), path, node.at)
  return joinedVerdicts(
    entriesOf(node).map(([name, child]) => {
      if (names && !names[0].test(name)) return refused(names[1], joined(path, name), child.keyAt ?? child.at)
      return judged(child, of, joined(path, name))
    }),
  )
}

function joinedVerdicts(verdicts: readonly Verdict[]): Verdict {
  return { problems: verdicts.flatMap(({ problems }) => problems), isSound: verdicts.every(({ isSound }) => isSound) }
}

function refused(message: string, path: string, at: Place): Verdict {
  return { problems: [problem(message, path, at)], isSound: false }
}

function problem(message: string, path: string, at: Place): StackProblem {
  return { message: path === '' ? message : `${path}: ${message}`, at }
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
