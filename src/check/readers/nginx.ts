import { folderOf, normalPath } from '../folder-view.ts'
import type { Word } from '../proxies/directive.ts'
import type { Block } from '../proxies/nginx-context.ts'
import { parseNginx } from '../proxies/nginx-config.ts'
import { nginxFacts } from '../proxies/nginx-routes.ts'
import { variablesOf } from '../proxies/variables.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const NAMED = /(?:\.conf|\.nginx|\.vhost|\.template|\.tpl|\.j2)$|nginx[^/]*$|(?:^|\/)sites-(?:enabled|available)\/[^/]+$/i
const OTHER_KIND = /\.(?:ya?ml|json|md|sh|[jt]sx?|py|go|dockerfile)$|Dockerfile/i

export const reader: Reader = {
  name: 'nginx config',
  recognises: ({ path, text }) =>
    NAMED.test(path) &&
    !OTHER_KIND.test(path) &&
    text.includes('server') &&
    /\bserver[ \t]*\{/.test(text) &&
    /proxy_pass|listen/.test(text),
  read: (source, folder) => {
    const parsed = new Map<string, Block>()
    const included = (word: Word): Block | undefined => {
      const other = includedSource(word.text, source, folder)
      if (!other || other.path === source.path) return undefined
      const known = parsed.get(other.path) ?? parseNginx(other.path, other.text)
      parsed.set(other.path, known)
      return known
    }
    const context = { site: folder.siteOf(source.path), variables: variablesOf(source, folder), included }
    return nginxFacts(parseNginx(source.path, source.text), context)
  },
}

/** The file of the folder that an `include` means: through the mounts of the service that reads the config, or beside it. */
function includedSource(name: string, source: Source, folder: FolderView): Source | undefined {
  const inContainer = name.startsWith('/') ? name : `/etc/nginx/${name}`
  for (const { mounts } of folder.readersOf(source.path)) {
    const mount = mounts.find(({ kind, target }) => kind === 'bind' && (target === inContainer || inContainer.startsWith(`${target}/`)))
    if (mount?.source) return folder.source(normalPath(`${mount.source}${inContainer.slice(mount.target.length)}`))
  }
  return name.startsWith('/') ? undefined : folder.source([folderOf(source.path), name].filter(Boolean).join('/'))
}
