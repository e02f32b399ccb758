import type { Place } from '../../core/place.ts'
import { argumentsOf, DirectiveTree, nameOf, type Directive, type Word } from './directive.ts'

/** A Caddyfile in its parts. */
export interface Caddyfile {
  /** What stands in the block without a name at its head. */
  options: readonly Directive[]
  /** `(name) { … }` */
  snippets: ReadonlyMap<string, readonly Directive[]>
  sites: readonly CaddySite[]
  /** The first argument of each `import` outside of sites. */
  imports: readonly Word[]
  /** All lines at the top, as a file has them that is imported into a site. */
  directives: readonly Directive[]
}

export interface CaddySite {
  addresses: readonly Word[]
  body: readonly Directive[]
}

// One word, gap, comment or line end at a time; quotes open only where a word begins.
const PART =
  /[^\S\n]+|\\\r?\n|#[^\n]*|"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)|`[^`]*(?:`|$)|<<([A-Za-z0-9_-]+)\r?\n|\n|(?:[^\s\\]+|\\(?!\r?\n))+/y
/** What begins a line inside of a site, and so is no address. */
const DIRECTIVES = new Set(
  `abort acme_server basic_auth basicauth bind encode error file_server forward_auth handle handle_errors handle_path header import intercept invoke log
  log_append log_skip map method metrics php_fastcgi push redir request_body request_header respond reverse_proxy rewrite root route templates tls
  tracing try_files uri vars`.split(/\s+/),
)

/** Reads any text as a Caddyfile; what makes no sense is left out. */
export function parseCaddyfile(file: string, text: string): Caddyfile {
  const top = parseDirectives(file, text)
  const options = top[0]?.words.length === 0 ? (top[0].block ?? []) : []
  const rest = options.length > 0 || top[0]?.words.length === 0 ? top.slice(1) : top
  const snippets = new Map<string, readonly Directive[]>()
  const sites: CaddySite[] = []
  const imports: Word[] = []
  for (const [index, directive] of rest.entries()) {
    const name = nameOf(directive)
    const snippet = /^&?\(([^)]*)\)$/.exec(name)?.[1]
    if (snippet !== undefined) snippets.set(snippet, directive.block ?? [])
    else if (name === 'import') imports.push(...argumentsOf(directive).slice(0, 1))
    else if (directive.words.length === 0 || DIRECTIVES.has(name) || name.startsWith('@')) continue
    else if (directive.block) sites.push({ addresses: directive.words, body: directive.block })
    else {
      // Without brackets the whole file is one site.
      sites.push({ addresses: directive.words, body: rest.slice(index + 1) })
      break
    }
  }
  return { options, snippets, sites, imports, directives: top }
}

function parseDirectives(file: string, text: string): readonly Directive[] {
  const tree = new DirectiveTree()
  for (const part of partsOf(file, text)) {
    if (part !== 'line-end') tree.add(part)
    // Addresses may go on in the next line behind a comma.
    else if (tree.depth > 0 || !tree.words.at(-1)?.text.endsWith(',')) tree.end()
  }
  tree.end()
  return tree.top
}

function* partsOf(file: string, text: string): Generator<Word | 'line-end'> {
  let line = 1
  let lineStart = 0
  let position = 0
  while (position < text.length) {
    PART.lastIndex = position
    const match = PART.exec(text)
    if (!match) return
    const raw = match[0]
    const end = match[1] === undefined ? position + raw.length : endOfHeredoc(text, position + raw.length, match[1])
    const at: Place = { file, line, column: position - lineStart + 1, length: raw.split('\n', 1)[0]?.length ?? 0 }
    if (raw === '\n') yield 'line-end'
    else if (match[1] !== undefined) yield { text: text.slice(position + raw.length, end), at, quoted: true }
    else if (/^["`]/.test(raw)) yield { text: unquoted(raw), at, quoted: true }
    else if (!/^(?:\s|#|\\\r?\n)/.test(raw)) yield { text: raw, at, quoted: false }
    const passed = text.slice(position, end)
    line += passed.split('\n').length - 1
    if (passed.includes('\n')) lineStart = position + passed.lastIndexOf('\n') + 1
    position = end
  }
}

function unquoted(raw: string): string {
  const inner = raw.slice(1, raw.length > 1 && raw.endsWith(raw.charAt(0)) ? -1 : undefined)
  return raw.startsWith('"') ? inner.replaceAll(String.raw`\"`, '"') : inner
}

/** Behind the line that ends a heredoc; the text's end where none does. */
function endOfHeredoc(text: string, start: number, mark: string): number {
  const close = new RegExp(String.raw`^[ \t]*${mark}`, 'gm')
  close.lastIndex = start
  const match = close.exec(text)
  return match ? match.index + match[0].length : text.length
}
