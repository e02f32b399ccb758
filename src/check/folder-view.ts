import type { ServiceFact, Site, User } from './facts.ts'
import type { FolderView, ParsedFile } from './reader.ts'
import type { Source } from './source.ts'
import { parseTree } from './yaml-tree.ts'

/** The files of a folder as readers see them. `services` may grow while reading: compose files come first. */
export function folderView(sources: readonly Source[], services: readonly ServiceFact[]): FolderView {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const parsed = new Map<string, ParsedFile>()
  const readersOf = (path: string) => {
    const named = services.filter((service) => reads(service, path))
    return named.length > 0 ? named : services.filter((service) => readsFolderOf(service, path))
  }
  // By a service, or by voicectl itself, which starts its servers without compose.
  const isRead = (path: string) => readersOf(path).length > 0 || byPath.has(normalPath(`${folderOf(path)}/voicectl.yaml`))
  return {
    sources,
    source: (path) => byPath.get(normalPath(path)),
    parse: (source) => {
      const known = parsed.get(source.path) ?? parseTree(source.path, source.text)
      parsed.set(source.path, known)
      return known
    },
    readersOf,
    siteOf: (path) => siteOf(path, readersOf(path)),
    userOf: (path) => readersOf(path)[0]?.user ?? null,
    insteadOf: (path, user) => (isRead(path) ? null : insteadOf(path, user, services)),
  }
}

function siteOf(path: string, [first, ...others]: readonly ServiceFact[]): Site {
  if (!first) return { service: null, network: 'unknown', stack: folderOf(path) }
  const { project, ...shared } = first.site
  return project === undefined || others.some(({ site }) => site.project !== project) ? shared : first.site
}

function insteadOf(path: string, user: User, services: readonly ServiceFact[]): ReturnType<FolderView['insteadOf']> {
  const site: Site = { service: null, network: 'unknown', stack: folderOf(path) }
  // Of its own folder, or of the nearest one above.
  const above = services.filter(
    (service) => service.user === user && depth(service.site.stack) <= depth(site.stack) && sameStack(service.site, site),
  )
  const nearest = above.filter((service) => above.every((other) => depth(other.site.stack) <= depth(service.site.stack)))
  const [first] = nearest
  return first?.body && nearest.every(({ body }) => body) ? { service: first.name, body: first.body } : null
}

/** How many folders deep a folder lies. */
export function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length
}

function reads(service: ServiceFact, path: string): boolean {
  return service.envFiles.includes(path) || service.mounts.some(({ kind, source }) => kind === 'bind' && source === path)
}

/** By a folder above it, such as `./nginx:/etc/nginx/conf.d`; the checked folder as a whole tells nothing of who reads what. */
function readsFolderOf({ mounts }: ServiceFact, path: string): boolean {
  return mounts.some(({ kind, source }) => kind === 'bind' && source !== null && source !== '' && path.startsWith(`${source}/`))
}

/** The folder of a path; '' for the checked folder itself. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

/** A path without `.`, `..` and doubled slashes; above the checked folder it keeps its leading `..`. */
export function normalPath(path: string): string {
  const parts: string[] = []
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** True where two sites may belong together: one's folder is the other's or above it, and no two compose files of one folder part them. */
export function sameStack(a: Site, b: Site): boolean {
  if (a.stack === b.stack && a.project !== undefined && b.project !== undefined && a.project !== b.project) return false
  return isWithin(a.stack, b.stack) || isWithin(b.stack, a.stack) || areParts(a, b)
}

/** Folders that hold one program's config each: `livekit/`, `sip/` and `nginx/` beside one another. Other names may be apps, or places to deploy to. */
const PARTS = /^(?:livekit|livekit-server|livekit-sip|livekit-egress|livekit-ingress|sip|egress|ingress|redis|caddy|nginx|agent)$/

/** Folders below these that part nothing, unlike `staging` and `prod`. */
const INNER = /^(?:conf|config|conf\.d|etc|sites-(?:available|enabled))$/

/** True for the folders of two parts that nothing starts which is known: a compose file of its own makes a folder a stack. */
function areParts(a: Site, b: Site): boolean {
  if (a.service !== null || b.service !== null || a.project !== undefined || b.project !== undefined) return false
  const [mine, theirs] = [a.stack.split('/'), b.stack.split('/')]
  const fork = mine.findIndex((name, index) => name !== theirs[index])
  const [first, second] = [mine[fork] ?? '', theirs[fork] ?? '']
  if (!PARTS.test(first) || !PARTS.test(second) || programOf(first) === programOf(second)) return false
  const inner = [...mine.slice(fork + 1), ...theirs.slice(fork + 1)]
  return inner.every((name) => INNER.test(name)) && !APART.test(mine.slice(0, fork).join('/'))
}

/** `livekit-sip` is `sip`, and `livekit-server` is `livekit`. */
function programOf(folder: string): string {
  return folder.replace(/^livekit-(?!server$)/, '').replace(/-server$/, '')
}

/** Folders of their own, whatever lies above them: what they show is not what runs. */
const APART = /(?:^|\/)(?:docs?|examples?|samples?|demos?|fixtures|testdata)(?:\/|$)/i

/** True for a folder that only shows something, such as `examples/basic`. */
export function isForShow(folder: string): boolean {
  return APART.test(folder)
}

function isWithin(inner: string, outer: string): boolean {
  if (inner === outer) return true
  return (outer === '' || inner.startsWith(`${outer}/`)) && !APART.test(inner.slice(outer.length))
}
