import { type ConfigNode, textOf } from '../config-node.ts'
import { mountTarget } from './mounts.ts'

/** Lists that the later file replaces. */
const REPLACED = new Set(['command', 'entrypoint', 'test'])

/** Two services, or any two parts of compose files in their normal form: the later one outdoes or adds to the earlier, by compose's rules. */
export function mergeNodes(base: ConfigNode, over: ConfigNode, name = ''): ConfigNode {
  if (over.tag === '!override') return over
  if (base.content.kind === 'map' && over.content.kind === 'map') return mergeMaps(base, over)
  if (base.content.kind === 'list' && over.content.kind === 'list' && !REPLACED.has(name)) return mergeLists(base, over, name)
  if (over.content.kind === 'scalar' && over.content.value === null && over.content.raw === '' && base.content.kind !== 'scalar')
    return base
  return over
}

function mergeMaps(base: ConfigNode, over: ConfigNode): ConfigNode {
  if (base.content.kind !== 'map' || over.content.kind !== 'map') return over
  const entries = new Map(base.content.entries)
  for (const [name, node] of over.content.entries) {
    const before = entries.get(name)
    if (node.tag === '!reset') entries.delete(name)
    else entries.set(name, before ? mergeNodes(before, node, name) : node)
  }
  return { ...base, content: { kind: 'map', entries } }
}

function mergeLists(base: ConfigNode, over: ConfigNode, name: string): ConfigNode {
  if (base.content.kind !== 'list' || over.content.kind !== 'list') return over
  const byKey = new Map<string, ConfigNode>()
  for (const item of [...base.content.items, ...over.content.items]) byKey.set(keyOf(item, name, byKey.size), item)
  return { ...over, content: { kind: 'list', items: [...byKey.values()] } }
}

/** Items of one key are one: the later counts. */
function keyOf(item: ConfigNode, name: string, index: number): string {
  const text = textOf(item)
  if (name === 'volumes') return mountTarget(item) ?? `#${index}`
  if (text !== undefined) return `=${text}`
  if (item.content.kind !== 'map') return `#${index}`
  const part = (key: string) => (item.content.kind === 'map' ? (textOf(item.content.entries.get(key)) ?? '') : '')
  if (name === 'ports') return [part('host_ip'), part('published'), part('target'), part('protocol')].join(' ')
  if (name === 'configs' || name === 'secrets') return `${part('target')} ${part('source')}`
  return `#${index}`
}

/** A tree without what `!reset` takes away, for a file that stands alone. */
export function withoutReset(node: ConfigNode): ConfigNode {
  if (node.content.kind !== 'map') return node
  const entries = [...node.content.entries]
    .filter(([, { tag }]) => tag !== '!reset')
    .map(([name, child]) => [name, withoutReset(child)] as const)
  return { ...node, content: { kind: 'map', entries: new Map(entries) } }
}
