import { type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Mount, ServiceFact, Site, Stated } from '../facts.ts'
import type { FolderView } from '../reader.ts'
import { commandWords } from './command.ts'
import { mountsOf, pathFrom } from './mounts.ts'
import { publishedPorts } from './ports.ts'
import type { Project } from './project.ts'
import { ownVariables, userOfService } from './user-of-service.ts'
import { settingsOf } from './variables.ts'

/** One service of a project as a fact. */
export function serviceFact(name: string, node: ConfigNode, { project, folder }: { project: Project; folder: FolderView }): ServiceFact {
  const image = imageOf(node)
  const published = publishedPorts(node)
  const envFiles = envFilesOf(node)
  const variables = ownVariables(node)
  for (const path of envFiles) {
    const source = folder.source(path)
    for (const variable of source ? settingsOf(source).keys() : []) variables.add(variable)
  }
  const words = commandWords(node)
  const [first] = words
  const command = nodeAt(node, 'command')
  const site: Site = { service: name, network: networkOf(node, project, new Set()), stack: project.stack, project: project.path }
  return {
    what: 'service',
    name,
    user: userOfService({ name, service: node, image: image?.value ?? null, variables, published }),
    site,
    image,
    built: nodeAt(node, 'build') !== undefined,
    published,
    mounts: [...mountsOf(node), ...filesOf(node, project)],
    envFiles,
    command: first && command ? { value: words.map(({ value }) => value).join(' '), at: command.at } : null,
    restart: statedText(nodeAt(node, 'restart')),
    stopGracePeriod: statedText(nodeAt(node, 'stop_grace_period')),
    capabilities: itemsOf(nodeAt(node, 'cap_add')).flatMap((item) => textOf(item) ?? []),
    node,
    at: node.keyAt ?? node.at,
  }
}

/** With its variables as they stand where no file sets them: the name in front is worth knowing. */
function imageOf(node: ConfigNode): Stated | null {
  const image = nodeAt(node, 'image')
  if (image?.content.kind !== 'scalar') return null
  const { at, through } = image
  const value = textOf(image) ?? image.content.raw
  return value === '' ? null : { value, at, ...(through ? { through } : {}) }
}

function statedText(node: ConfigNode | undefined): Stated | null {
  const value = textOf(node)
  return node && value !== undefined ? { value, at: node.at, ...(node.through ? { through: node.through } : {}) } : null
}

function envFilesOf(node: ConfigNode): string[] {
  return itemsOf(nodeAt(node, 'env_file')).flatMap((item) => {
    const path = textOf(item) ?? textOf(nodeAt(item, 'path'))
    return path === undefined || path === '' ? [] : [pathFrom(item.at.file, path)]
  })
}

/** A service may use another one's network. */
function networkOf(node: ConfigNode, project: Project, seen: Set<string>): Site['network'] {
  const mode = textOf(nodeAt(node, 'network_mode')) ?? ''
  if (mode === 'host') return 'host'
  const other = /^service:(.+)$/.exec(mode)?.[1]
  const service = other === undefined || seen.has(other) ? undefined : project.services.get(other)
  return other !== undefined && service ? networkOf(service, project, seen.add(other)) : 'bridge'
}

/** The `configs` and `secrets` that lie in a file of their own, as what they are in the end: files that are mounted. */
function filesOf(node: ConfigNode, project: Project): Mount[] {
  return (['configs', 'secrets'] as const).flatMap((part) =>
    itemsOf(nodeAt(node, part)).flatMap((item): Mount[] => {
      const source = textOf(item) ?? textOf(nodeAt(item, 'source'))
      const file = source === undefined ? undefined : nodeAt(project.parts.get(part), source, 'file')
      const path = textOf(file)
      if (source === undefined || !file || path === undefined) return []
      const target = textOf(nodeAt(item, 'target')) ?? source
      const inside = target.startsWith('/') ? target : part === 'secrets' ? `/run/secrets/${target}` : `/${target}`
      return [{ source: pathFrom(file.at.file, path), kind: 'bind', target: inside, readOnly: true, at: item.at }]
    }),
  )
}

/** The `content` of the configs that a service mounts. */
export function configContents(node: ConfigNode, project: Project): ConfigNode[] {
  return itemsOf(nodeAt(node, 'configs')).flatMap((item) => {
    const source = textOf(item) ?? textOf(nodeAt(item, 'source')) ?? ''
    return nodeAt(project.parts.get('configs'), source, 'content') ?? []
  })
}
