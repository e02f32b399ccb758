import type { ConfigNode } from '../../config-node.ts'
import type { Fact, ServiceFact, Site } from '../../facts.ts'
import type { FolderView } from '../../reader.ts'
import type { Source } from '../../source.ts'
import type { ConfigKind } from './kind-of-config.ts'

/** The facts of a config file: at the site, and for the version, of the service that reads it. Only the first document counts, as for the programs. */
export function readConfig(
  source: Source,
  folder: FolderView,
  { kind, facts }: { kind: ConfigKind; facts: (node: ConfigNode, site: Site, version: string | null) => Fact[] },
): Fact[] {
  const { documents, faults } = folder.parse(source)
  const service = readerOf(source.path, folder, kind)
  const [node] = documents
  const empty: ConfigNode = {
    at: { file: source.path, line: 1, column: 1, length: 0 },
    keyAt: null,
    content: { kind: 'map', entries: new Map() },
  }
  if (!node && faults.length > 0) return [...faults]
  // The server takes an empty file for a config without settings, and none with comments alone.
  if (!node && kind === 'livekit' && source.text !== '' && service)
    return [{ what: 'fault', kind: 'syntax', message: 'There are comments in it and no settings', at: empty.at }]
  const read = facts(node ?? empty, siteFor(source.path, folder, kind), service ? versionOf(service) : null)
  return [...faults, ...read.map((fact): Fact => (fact.what === 'config' ? { ...fact, standalone: true } : fact))]
}

/** The service that reads a file: of the program whose config it is, where several mount it. */
export function readerOf(path: string, folder: FolderView, kind: ServiceFact['user']): ServiceFact | undefined {
  const readers = folder.readersOf(path)
  return readers.find(({ user }) => user === kind) ?? readers[0]
}

/** Where a config counts: the site of the service that readerOf names, else its own folder. */
export function siteFor(path: string, folder: FolderView, kind: ServiceFact['user']): Site {
  const service = readerOf(path, folder, kind)
  const site = folder.siteOf(path)
  return service && service.site.service !== site.service ? service.site : site
}

/** The version that an image's tag names: `1.13.5` for `livekit/livekit-server:v1.13.5`; null for `latest`, a digest or a branch. */
export function versionOf({ image }: Pick<ServiceFact, 'image'>): string | null {
  return image === null ? null : imageVersion(image.value)
}

/** As versionOf, of an image's name. */
export function imageVersion(image: string): string | null {
  return /:v?(\d+(?:\.\d+){1,2})(?:[-+][\w.-]*)?(?:@|$)/.exec(image)?.[1] ?? null
}
