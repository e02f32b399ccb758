import type { ConfigNode } from '../config-node.ts'
import { textOf } from '../config-node.ts'
import { depth, folderOf, normalPath } from '../folder-view.ts'
import type { FolderView } from '../reader.ts'
import type { Source } from '../source.ts'

/** Where compose files name files and folders; `*` is every entry. */
const PATHS = [
  'services.*.volumes.*',
  'services.*.volumes.*.source',
  'services.*.env_file',
  'services.*.env_file.*',
  'services.*.env_file.*.path',
  'services.*.build',
  'services.*.build.context',
  'services.*.extends.file',
  'configs.*.file',
  'secrets.*.file',
  'include.*',
  'include.*.path',
  'include.*.path.*',
].map((path) => path.split('.'))
/** Volumes that have a name, absolute paths, the home folder, what a variable holds, and other people's repositories stay as they are. */
const ELSEWHERE = /^(?:[/~$]|[A-Za-z]:[\\/]|[\w.+-]+:\/\/|git@|github\.com\/)/

/**
 * A compose file that is read over one of a folder above, `-f ../compose.yaml -f deploy/compose.prod.yaml`: compose takes its paths from the first
 * file's folder. They are written anew from its own folder, as everything else reads them. What is there only by the old reading keeps it: with
 * `--project-directory` people choose it.
 */
export function rebased(root: ConfigNode, { source, stack, folder }: { source: Source; stack: string; folder: FolderView }): ConfigNode {
  const own = folderOf(source.path)
  const up = '../'.repeat(depth(own) - depth(stack))
  const isThere = (path: string) =>
    folder.source(path) !== undefined || folder.sources.some((other) => other.path.startsWith(`${normalPath(path)}/`))
  const change = (node: ConfigNode, isVolume: boolean): ConfigNode => {
    const text = textOf(node)
    if (text === undefined || ELSEWHERE.test(text) || (isVolume && !text.startsWith('.'))) return node
    const [path = ''] = isVolume ? text.split(':', 1) : [text]
    if (!isThere(`${stack}/${path}`) && isThere(`${own}/${path}`)) return node
    return { ...node, content: { kind: 'scalar', value: `${up}${text}`, raw: `${up}${text}` } }
  }
  return PATHS.reduce((tree, path) => changeAt(tree, path, (node) => change(node, path.includes('volumes'))), root)
}

function changeAt(node: ConfigNode, [step, ...rest]: readonly string[], change: (node: ConfigNode) => ConfigNode): ConfigNode {
  const { content } = node
  if (step === undefined) return change(node)
  if (content.kind === 'list' && step === '*')
    return { ...node, content: { kind: 'list', items: content.items.map((item) => changeAt(item, rest, change)) } }
  if (content.kind !== 'map') return node
  const entries = [...content.entries].map(
    ([name, child]) => [name, step === '*' || step === name ? changeAt(child, rest, change) : child] as const,
  )
  return { ...node, content: { kind: 'map', entries: new Map(entries) } }
}
