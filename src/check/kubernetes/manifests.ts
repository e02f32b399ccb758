import { type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView } from '../reader.ts'
import type { Source } from '../source.ts'

/** One object of a manifest. */
export interface Manifest {
  kind: string
  name: string
  node: ConfigNode
  source: Source
}

const MOST_OBJECTS = 2000

/** Quick: a file with `apiVersion` and a `kind` that concerns us. Templates of charts hold braces that are no YAML. */
export function isManifest({ path, text }: Source): boolean {
  return (
    /\.(?:ya?ml|json)$/.test(path) &&
    text.includes('apiVersion') &&
    /^[ \t]*["']?apiVersion["']?[ \t]*:/m.test(text) &&
    /^[ \t]*["']?kind["']?[ \t]*:[ \t]*["']?(?:Deployment|StatefulSet|DaemonSet|Pod|Job|CronJob|Service|ConfigMap|Secret|List)\b/m.test(
      text,
    ) &&
    !/\{\{-?\s*(?:\.|include|if|with|range|toYaml|tpl)\b/.test(text)
  )
}

/** The objects of a file; those of a List too. */
export function manifestsOf(source: Source, folder: FolderView): Manifest[] {
  const documents = folder
    .parse(source)
    .documents.flatMap((document) => (textOf(nodeAt(document, 'kind')) === 'List' ? itemsOf(nodeAt(document, 'items')) : [document]))
  return documents.slice(0, MOST_OBJECTS).flatMap((node) => {
    const kind = textOf(nodeAt(node, 'kind'))
    const name = textOf(nodeAt(node, 'metadata', 'name'))
    return kind === undefined || name === undefined ? [] : [{ kind, name, node, source }]
  })
}

const concerned = new WeakMap<FolderView, ReadonlySet<string>>()

/** True where a manifest of the folder around it, or of one beside it, speaks of LiveKit: a company's other hundreds need not be read. */
export function concernsLiveKit({ path }: Source, folder: FolderView): boolean {
  const known =
    concerned.get(folder) ?? new Set(folder.sources.filter((source) => speaksOfLiveKit(source)).map((source) => neighbourhood(source.path)))
  concerned.set(folder, known)
  return known.has(neighbourhood(path))
}

function speaksOfLiveKit(source: Source): boolean {
  return /livekit/i.test(source.text) && isManifest(source)
}

function neighbourhood(path: string): string {
  return folderOf(folderOf(path))
}

const indexes = new WeakMap<FolderView, Index>()

/** All objects of the checked folder. */
export function indexOf(folder: FolderView): Index {
  const known =
    indexes.get(folder) ??
    new Index(
      folder.sources
        .filter((source) => isManifest(source) && concernsLiveKit(source, folder))
        .flatMap((source) => manifestsOf(source, folder)),
    )
  indexes.set(folder, known)
  return known
}

export class Index {
  readonly #byName = new Map<string, Manifest[]>()
  readonly services: readonly Manifest[]

  constructor(manifests: readonly Manifest[]) {
    this.services = manifests.filter(({ kind }) => kind === 'Service')
    for (const manifest of manifests) {
      const key = `${manifest.kind} ${manifest.name}`
      const same = this.#byName.get(key)
      if (same) same.push(manifest)
      else this.#byName.set(key, [manifest])
    }
  }

  /** The object that a manifest of `source` means by a name: of the same file, then of the same folder, then the only one there is. */
  find(kind: string, name: string, source: Source): Manifest | undefined {
    const all = this.#byName.get(`${kind} ${name}`) ?? []
    const near = all.find((one) => one.source === source) ?? all.find((one) => folderOf(one.source.path) === folderOf(source.path))
    return near ?? (all.length === 1 ? all[0] : undefined)
  }
}
