import { nodeAt } from '../config-node.ts'
import { envFact, settingFacts } from '../env/env-facts.ts'
import { isDashboard, isDashboardName } from '../dashboards.ts'
import type { Reads, Setting } from '../env/setting.ts'
import { envLines } from '../env/env-lines.ts'
import { toSettings } from '../env/env-settings.ts'
import type { Fact, ServiceFact, Site, User } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const NAME =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env(?:\.[\w-]+)?|\.?env\.(?:local|production|development|example|sample|template|prod|dev|staging)|\.envrc|\.dev\.vars)$/
const EXAMPLE = /example|sample|template|dist$|defaults?$/i
const SCRIPT_OR_SOURCE = /\.(?:js|ts|mjs|cjs|py|go|rs|rb|php|md|json|ya?ml|toml|d)$/

/** `.env`, `.env.local`, `stack.env`, also in subfolders. */
export const reader: Reader = {
  name: 'env file',
  recognises: ({ path }) => NAME.test(path) && !SCRIPT_OR_SOURCE.test(path),
  read: (source, folder) => envFileFacts(source, folder),
}

function* envFileFacts(source: Source, folder: FolderView): Generator<Fact> {
  const lines = envLines(source)
  const settings = toSettings(lines)
  const services = folder.readersOf(source.path)
  const where = EXAMPLE.test(source.path.slice(source.path.lastIndexOf('/') + 1)) ? 'example' : 'env-file'
  const user = folder.userOf(source.path) ?? userByFolder(source, folder, settings)
  const reads: Reads = { user, site: folder.siteOf(source.path) }
  const unread: Site = { service: null, network: 'unknown', stack: reads.site.stack }
  for (const setting of settings) {
    const seenBy = services.filter((service) => !setsItself(service, setting.name))
    if (seenBy.length === 0) yield envFact(setting, services.length === 0 ? reads : { ...reads, site: unread }, where)
    for (const { user, site } of seenBy) yield envFact(setting, { user, site }, where)
  }
  // What a service makes of this file and of its own environment, the compose reader tells.
  if (services.length === 0 && where !== 'example') yield* settingFacts(settings, reads)
}

/** True where a service sets a name in its own `environment`, which outdoes its env files. */
function setsItself({ node }: ServiceFact, name: string): boolean {
  return nodeAt(node, 'environment', name) !== undefined
}

const FOLDERS: readonly [RegExp, User][] = [
  [/front-?end|portal|web|client|\bui\b|\bapp\b|site|next/i, 'page'],
  [/agent|worker|assistant|bot/i, 'agent'],
  [/sip/i, 'sip'],
  [/egress|record/i, 'egress'],
  [/livekit/i, 'livekit'],
]

function userByFolder({ path, text }: Source, folder: FolderView, settings: readonly Setting[]): User {
  const own = path.split('/').at(-2) ?? ''
  const names = settings.map(({ name }) => name)
  if (isDashboard(own, names)) return 'dashboard'
  if (isDashboardName(own)) return 'other'
  const named = FOLDERS.find(([pattern]) => pattern.test(own))?.[1]
  if (named) return named
  if (/^\s*(?:export\s+)?(?:NEXT_PUBLIC|VITE|REACT_APP)_/m.test(text)) return 'page'
  return own === '' && folder.source('voicectl.yaml') ? 'voicectl' : 'other'
}
