import { type ConfigNode, entriesOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView } from '../reader.ts'
import type { Source } from '../source.ts'
import { interpolateTree, type Lookup, type Missing } from './interpolate.ts'
import { mergeNodes, withoutReset } from './merge.ts'
import { pathFrom } from './mounts.ts'
import { normalService } from './normal-form.ts'
import { rebased } from './rebase.ts'
import { projectLookup } from './variables.ts'

/** One way to run compose in a folder: a file, or several that extend one another. */
export interface Project {
  /** The file that tells it from the folder's other projects. */
  path: string
  stack: string
  services: Map<string, ConfigNode>
  /** `configs`, `secrets`, `volumes`, `networks` by name. */
  parts: Map<string, ConfigNode>
  missing: Missing[]
  /** False where it takes something from a file that is not there. */
  complete: boolean
  lookup: Lookup
}

const PARTS = ['configs', 'secrets', 'volumes', 'networks']
const MOST_FILES = 20
const DEEPEST_EXTENDS = 8

/** Reads the files of one project, the later ones over the earlier. */
export function readProject(path: string, sources: readonly Source[], folder: FolderView): Project {
  const stack = folderOf(sources[0]?.path ?? path)
  const project: Project = {
    path,
    stack,
    services: new Map(),
    parts: new Map(),
    missing: [],
    complete: true,
    lookup: projectLookup(folder, stack),
  }
  const run = new Loading(project, folder)
  for (const source of sources) run.add(source, { overBase: true })
  return project
}

class Loading {
  readonly #project: Project
  readonly #folder: FolderView
  readonly #seen = new Set<string>()
  readonly #roots = new Map<Source, ConfigNode>()

  constructor(project: Project, folder: FolderView) {
    this.#project = project
    this.#folder = folder
  }

  /** `overBase`: a file that is named behind `-f`, not one that another takes in. */
  add(source: Source, { overBase = false } = {}): void {
    if (this.#seen.has(source.path) || this.#seen.size >= MOST_FILES) return
    this.#seen.add(source.path)
    const parsed = this.#folder.parse(source).documents[0]
    if (!parsed) return
    const { stack } = this.#project
    const isElsewhere = overBase && folderOf(source.path) !== stack
    const root = isElsewhere ? rebased(parsed, { source, stack, folder: this.#folder }) : parsed
    this.#roots.set(source, root)
    for (const path of includedPaths(root)) this.#include(pathFrom(source.path, path))
    for (const [name, service] of this.#services(source)) this.#addTo(this.#project.services, name, service)
    for (const part of PARTS) {
      const node = nodeAt(root, part)
      if (node) this.#addTo(this.#project.parts, part, this.#filled(node))
    }
  }

  #addTo(into: Map<string, ConfigNode>, name: string, node: ConfigNode): void {
    const before = into.get(name)
    if (node.tag === '!reset') into.delete(name)
    else into.set(name, before ? mergeNodes(before, node) : withoutReset(node))
  }

  #include(path: string): void {
    const source = this.#folder.source(path)
    if (source) this.add(source)
    else this.#project.complete = false
  }

  *#services(source: Source): Generator<[string, ConfigNode]> {
    for (const [name, service] of entriesOf(nodeAt(this.#rootOf(source), 'services'))) {
      yield [name, this.#extended(source, this.#ready(service), DEEPEST_EXTENDS)]
    }
  }

  #rootOf(source: Source): ConfigNode | undefined {
    return this.#roots.get(source) ?? this.#folder.parse(source).documents[0]
  }

  #ready(service: ConfigNode): ConfigNode {
    return this.#filled(normalService(service))
  }

  #filled(node: ConfigNode): ConfigNode {
    return interpolateTree(node, this.#project.lookup, { onMissing: (missing) => this.#project.missing.push(missing) })
  }

  /** A service over the one that it extends, of the same file or of another. */
  #extended(source: Source, service: ConfigNode, depth: number): ConfigNode {
    const extended = nodeAt(service, 'extends')
    if (!extended || depth === 0) return service
    const name = textOf(extended) ?? textOf(nodeAt(extended, 'service')) ?? ''
    const path = textOf(nodeAt(extended, 'file'))
    const from = path === undefined ? source : this.#folder.source(pathFrom(source.path, path))
    const base = from && nodeAt(this.#rootOf(from), 'services', name)
    if (!base) this.#project.complete = false
    return base ? mergeNodes(this.#extended(from, this.#ready(base), depth - 1), service) : service
  }
}

/** The files that `include` names; only those by path. */
export function includedPaths(root: ConfigNode | undefined): string[] {
  return itemsOf(nodeAt(root, 'include')).flatMap((item) => {
    const path = nodeAt(item, 'path') ?? item
    return path.content.kind === 'list' ? path.content.items.flatMap((one) => textOf(one) ?? []) : (textOf(path) ?? [])
  })
}
