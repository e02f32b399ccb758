import { booleanOf, nodeAt, entriesOf, itemsOf, textOf, type ConfigNode } from '../config-node.ts'
import { includedPaths, readProject, type Project } from '../compose/project.ts'
import { namesOf } from '../compose/normal-form.ts'
import { pathFrom } from '../compose/mounts.ts'
import { serviceFact } from '../compose/service.ts'
import { bodyOf, serviceFacts } from '../compose/service-facts.ts'
import type { Fact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const NAMED = /(?:^|\/)(?:[\w-]+[.-])?(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/
const OVERRIDE = /(?:^|\/)(?:docker-)?compose\.override\.ya?ml$/
/** In the order in which compose looks for them. */
const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const OVERRIDES = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml']

/** Compose files: a folder's base with its override, and every other one alone or over the base. */
export const reader: Reader = {
  name: 'compose file',
  recognises: ({ path, text }) =>
    /\.ya?ml$/.test(path) &&
    /^["']?services["']?[ \t]*:/m.test(text) &&
    (NAMED.test(path) || /^ +["']?(?:image|build)["']?[ \t]*:/m.test(text)),
  read: (source, folder) => composeFacts(source, folder),
}

function* composeFacts(source: Source, folder: FolderView): Generator<Fact> {
  yield* folder.parse(source).faults
  const sources = filesOf(source, folder)
  if (sources.length === 0) return
  const project = readProject(source.path, sources, folder)
  if (sources.length === 1 && leansOnOthers(source, folder)) project.complete = false
  for (const { name, required, at } of project.missing) {
    yield { what: 'fault', kind: required ? 'missing-variable' : 'blank-variable', message: name, at }
  }
  yield projectFact(project)
  for (const [name, node] of project.services) {
    if (node.content.kind !== 'map') continue
    const bare = serviceFact(name, node, { project, folder })
    const body = bodyOf(bare, { project, folder })
    const service = body ? { ...bare, body } : bare
    yield service
    yield* serviceFacts(service, { project, folder })
  }
}

function projectFact({ path, stack, parts, services, complete }: Project): Fact {
  const names = [...services.keys()]
  const declared = (part: string) => [...namesOf(parts.get(part))]
  const external = entriesOf(parts.get('networks')).flatMap(([name, node]) => (isExternal(nodeAt(node, 'external')) ? [name] : []))
  const site = { service: null, network: 'unknown', stack, project: path } as const
  return { what: 'project', site, services: names, volumes: declared('volumes'), networks: declared('networks'), external, complete }
}

function isExternal(node: ConfigNode | undefined): boolean {
  return node !== undefined && booleanOf(node) !== false
}

/** True where all that is wanting in a file is in others beside or above it: it is meant for `-f one -f other`, or for a dev container. */
function leansOnOthers(source: Source, folder: FolderView): boolean {
  const root = rootOf(source, folder)
  const networks = namesOf(nodeAt(root, 'networks'))
  const wanted = [
    ...wantedServices(root),
    ...entriesOf(nodeAt(root, 'services')).flatMap(([, service]) =>
      namesIn(nodeAt(service, 'networks')).filter((network) => network !== 'default' && !networks.has(network)),
    ),
  ]
  if (wanted.length === 0) return false
  const stack = folderOf(source.path)
  const around = folder.sources.filter(
    (other) => other !== source && [stack, folderOf(stack)].includes(folderOf(other.path)) && reader.recognises(other),
  )
  const there = around.flatMap((other) => ['services', 'networks'].flatMap((part) => [...namesOf(nodeAt(rootOf(other, folder), part))]))
  return wanted.every((name) => there.includes(name))
}

/** The services that a file only adds to, or waits for, and that must be in another one. */
function wantedServices(root: ConfigNode | undefined): string[] {
  const own = namesOf(nodeAt(root, 'services'))
  return entriesOf(nodeAt(root, 'services')).flatMap(([name, service]) => [
    ...((nodeAt(service, 'image') ?? nodeAt(service, 'build') ?? nodeAt(service, 'extends')) ? [] : [name]),
    ...namesIn(nodeAt(service, 'depends_on')).filter((other) => !own.has(other)),
  ])
}

/** The compose file of the nearest folder above that has all the services which a file leaves out. */
function baseAbove(source: Source, folder: FolderView): Source | undefined {
  const wanted = wantedServices(rootOf(source, folder))
  if (wanted.length === 0) return undefined
  const parts = folderOf(source.path).split('/').filter(Boolean)
  return [...parts.keys()]
    .toReversed()
    .flatMap((depth) => firstOf(BASES, parts.slice(0, depth).join('/'), folder) ?? [])
    .find((base) => {
      const there = namesOf(nodeAt(rootOf(base, folder), 'services'))
      return wanted.every((name) => there.has(name))
    })
}

/** The names of a list, or of a map. */
function namesIn(node: ConfigNode | undefined): string[] {
  return node?.content.kind === 'list' ? itemsOf(node).flatMap((item) => textOf(item) ?? []) : [...namesOf(node)]
}

/** The files that are read together with this one; none where it is read with another. */
function filesOf(source: Source, folder: FolderView): Source[] {
  if (isIncluded(source, folder)) return []
  const stack = folderOf(source.path)
  const base = firstOf(BASES, stack, folder)
  // A folder's own base may be one that adds to the base of another: `.devcontainer/docker-compose.yml`.
  const above = source === base || !base ? baseAbove(source, folder) : undefined
  if (above && above !== source) return [above, source]
  if (source === base) {
    const override = firstOf(OVERRIDES, stack, folder)
    const sources = override ? [source, override] : [source]
    return override || standsAlone(source, undefined, folder) || !hasOverlays(source, folder) ? sources : []
  }
  if (OVERRIDE.test(source.path) && base) return []
  return base && !standsAlone(source, base, folder) ? [base, source] : [source]
}

function firstOf(names: readonly string[], stack: string, folder: FolderView): Source | undefined {
  return names.map((name) => folder.source(stack === '' ? name : `${stack}/${name}`)).find((source) => source)
}

function rootOf(source: Source, folder: FolderView): ConfigNode | undefined {
  return folder.parse(source).documents[0]
}

/** True where every service says what to run, and nothing is taken from the base or wanting in it. */
function standsAlone(source: Source, base: Source | undefined, folder: FolderView): boolean {
  const root = rootOf(source, folder)
  const services = entriesOf(nodeAt(root, 'services'))
  const runs = services.every(([, service]) => nodeAt(service, 'image') ?? nodeAt(service, 'build') ?? nodeAt(service, 'extends'))
  if (!base || !runs) return runs
  const own = namesOf(nodeAt(root, 'services'))
  const others = namesOf(nodeAt(rootOf(base, folder), 'services'))
  const needed = services.flatMap(([, service]) => {
    const on = nodeAt(service, 'depends_on')
    return on?.content.kind === 'list'
      ? on.content.items.map((item) => String(item.content.kind === 'scalar' ? item.content.value : ''))
      : [...namesOf(on)]
  })
  if (needed.some((name) => !own.has(name) && others.has(name))) return false
  return standsAlone(base, undefined, folder) || ![...own].some((name) => others.has(name))
}

function hasOverlays(base: Source, folder: FolderView): boolean {
  const stack = folderOf(base.path)
  return folder.sources.some((other) => {
    if (other === base || !reader.recognises(other)) return false
    return folderOf(other.path) === stack ? !standsAlone(other, base, folder) : baseAbove(other, folder) === base
  })
}

/** True where the compose file of this folder, or of one above it, takes this one in. */
function isIncluded(source: Source, folder: FolderView): boolean {
  const parts = folderOf(source.path).split('/').filter(Boolean)
  return [...parts.keys(), parts.length].some((depth) => {
    const base = firstOf(BASES, parts.slice(0, depth).join('/'), folder)
    if (!base || base === source || !base.text.includes('include')) return false
    return includedPaths(rootOf(base, folder)).some((path) => folder.source(pathFrom(base.path, path)) === source)
  })
}
