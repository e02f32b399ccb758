import { booleanOf, type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Mount } from '../facts.ts'
import { folderOf, normalPath } from '../folder-view.ts'

const LONGEST_PATH = 4096
const DRIVE = /^[A-Za-z]:[\\/]/

/** The `volumes` and `tmpfs` of a service. */
export function mountsOf(service: ConfigNode): Mount[] {
  const volumes = itemsOf(nodeAt(service, 'volumes')).flatMap((item) => {
    const mount = item.content.kind === 'map' ? longForm(item) : shortForm(item)
    return mount ? [mount] : []
  })
  const temporary = itemsOf(nodeAt(service, 'tmpfs')).flatMap((item): Mount[] => {
    const target = textOf(item)?.split(':', 1)[0]
    return target ? [{ source: null, kind: 'tmpfs', target, readOnly: false, at: item.at }] : []
  })
  return [...volumes, ...temporary]
}

/** Where in the container an item of `volumes` is mounted; undefined where it can't be told. */
export function mountTarget(item: ConfigNode): string | undefined {
  return item.content.kind === 'map' ? textOf(nodeAt(item, 'target')) : parts(textOf(item) ?? '')?.target
}

/** A path as compose takes it, from the file that names it: relative to that file's folder, or absolute. */
export function pathFrom(file: string, path: string): string {
  if (path.startsWith('/') || path.startsWith('~') || DRIVE.test(path)) return path
  return normalPath(`${folderOf(file)}/${path}`)
}

function shortForm(item: ConfigNode): Mount | null {
  const text = textOf(item)
  if (text === undefined) return null
  if (item.open) return openForm(text, item)
  const split = parts(text)
  if (!split) return null
  const { source, target, mode } = split
  const isPath = source !== null && /^[./~\\]|^[A-Za-z]:[\\/]/.test(source)
  return {
    source: source !== null && isPath ? pathFrom(item.at.file, source) : source,
    kind: isPath ? 'bind' : 'volume',
    target,
    readOnly: mode.split(',').includes('ro'),
    at: item.at,
  }
}

/** `${FOLDER}/out:/out` where no file sets FOLDER: some folder or other. */
function openForm(text: string, { at }: ConfigNode): Mount | null {
  if (text.length > LONGEST_PATH) return null
  const match = /\$\{[^}]*\}[^:]*:(\/[^:$]+)(?::([\w,]+))?$/.exec(text)
  const [, target, mode = ''] = match ?? []
  return target === undefined ? null : { source: null, kind: 'bind', target, readOnly: mode.split(',').includes('ro'), at }
}

/** `source:target:mode`, `source:target`, or `target` alone; a drive letter's colon parts nothing. */
function parts(text: string): { source: string | null; target: string; mode: string } | null {
  if (text === '') return null
  const drive = DRIVE.test(text) ? text.slice(0, 2) : ''
  const [first = '', ...others] = text.slice(drive.length).split(':')
  if (others.length === 0) return { source: null, target: drive + first, mode: '' }
  const [target = '', mode = ''] = others
  return target === '' ? null : { source: drive + first, target, mode }
}

function longForm(item: ConfigNode): Mount | null {
  const target = textOf(nodeAt(item, 'target'))
  const source = textOf(nodeAt(item, 'source'))
  const type = textOf(nodeAt(item, 'type')) ?? 'volume'
  if (target === undefined || !(type === 'bind' || type === 'volume' || type === 'tmpfs')) return null
  return {
    source: source === undefined ? null : type === 'bind' ? pathFrom(item.at.file, source) : source,
    kind: type,
    target,
    readOnly: booleanOf(nodeAt(item, 'read_only')) ?? false,
    at: item.at,
  }
}
