import type { Fact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { caddyfileFacts } from '../proxies/caddyfile-routes.ts'
import { parseCaddyfile, type Caddyfile } from '../proxies/caddyfile.ts'
import type { Directive, Word } from '../proxies/directive.ts'
import { variablesOf } from '../proxies/variables.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const NAMED = /(?:^|\/)(?:Caddyfile[^/]*|[^/]*\.caddy(?:file)?)$/i
const UNNAMED = /(?:^|\/)(?:[^./]+|[^/]+\.(?:conf|txt))$/
const OTHER_KIND = /\.(?:ya?ml|json|md|sh|[jt]sx?|py|go)$/i

export const reader: Reader = {
  name: 'Caddyfile',
  recognises: ({ path, text }) =>
    NAMED.test(path) ? !OTHER_KIND.test(path) : UNNAMED.test(path) && text.includes('reverse_proxy ') && !text.includes('proxy_pass'),
  read: (source, folder) => read(source, folder),
}

function read(source: Source, folder: FolderView): Iterable<Fact> {
  const file = parseCaddyfile(source.path, source.text)
  const parsed = new Map<string, Caddyfile>()
  const imported = (word: Word): Caddyfile | undefined => {
    const other = folder.source([folderOf(source.path), word.text].filter(Boolean).join('/'))
    if (!other || other.path === source.path) return undefined
    const known = parsed.get(other.path) ?? parseCaddyfile(other.path, other.text)
    parsed.set(other.path, known)
    return known
  }
  const snippets = new Map<string, readonly Directive[]>(file.snippets)
  for (const word of file.imports) for (const [name, body] of imported(word)?.snippets ?? []) snippets.set(name, body)
  return caddyfileFacts(file, {
    site: folder.siteOf(source.path),
    variables: variablesOf(source, folder),
    snippets,
    imported: (word) => imported(word)?.directives,
  })
}
