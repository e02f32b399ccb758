import type { CertificateFact, ListenFact, ProxyRouteFact, Site, Stated } from '../facts.ts'
import type { Place } from '../../core/place.ts'
import { targetOf } from './address.ts'
import { layer4Routes } from './caddyfile-layer4.ts'
import { resolve, statedHost, type CaddyContext } from './caddy-context.ts'
import type { Caddyfile, CaddySite } from './caddyfile.ts'
import { argumentsOf, named, nameOf, type Directive, type Word } from './directive.ts'
import { proxyRoute } from './proxy-route.ts'

type Facts = Generator<ProxyRouteFact | CertificateFact | ListenFact>

/** Directives that are looked at in one file: imports can multiply what a short one says. */
const MOST_DIRECTIVES = 20_000
const DEEPEST = 30

interface SiteAddress {
  host: Stated | null
  port: number
  tls: boolean
  at: Place
}

interface Scope {
  hosts: readonly Stated[] | null
  path: string | null
  args: readonly string[]
  /** Blocks and imports around it. */
  depth: number
}

interface Found {
  target: ProxyRouteFact['upstream']
  hosts: readonly Stated[] | null
  path: string | null
  at: Place
}

/** The routes, ports and certificates of a Caddyfile. */
export function* caddyfileFacts(file: Caddyfile, context: CaddyContext): Facts {
  const listened = new Set<number>()
  const budget = { left: MOST_DIRECTIVES }
  for (const site of file.sites) {
    const walk = new Walk(context, budget)
    const found = walk.block(site.body, { hosts: null, path: null, args: [], depth: 0 })
    for (const address of addressesOf(site, file, context)) {
      yield* siteFacts(address, found, context.site)
      if (!listened.has(address.port)) yield* listens(address, context.site)
      listened.add(address.port)
      if (address.host && address.tls && !walk.ownCertificate) yield { what: 'certificate', host: address.host, site: context.site }
    }
  }
  yield* layer4Routes(file, context)
}

function* siteFacts(address: SiteAddress, found: readonly Found[], site: Site): Generator<ProxyRouteFact> {
  const { port, tls, at } = address
  const all = found.length > 0 ? found : [{ target: null, hosts: null, path: null, at }]
  for (const { target, hosts, path, at } of all) {
    for (const host of hosts ?? [address.host]) {
      yield proxyRoute({ by: 'caddy', site, host, path, listen: { port, tls }, upstream: target, layer: 7, endsTls: tls, at })
    }
  }
}

function* listens({ port, tls, at }: SiteAddress, site: Site): Generator<ListenFact> {
  const listen = { what: 'listen', user: 'proxy', site, purpose: 'proxy', from: port, to: port, host: null, at } as const
  yield { ...listen, protocol: 'tcp', byDefault: false }
  // HTTP/3.
  if (tls) yield { ...listen, protocol: 'udp', byDefault: true }
}

function addressesOf(site: CaddySite, file: Caddyfile, context: CaddyContext): SiteAddress[] {
  const ports = { http: portOption(file, 'http_port') ?? 80, https: portOption(file, 'https_port') ?? 443 }
  const automatic = !named(file.options, 'auto_https').some((option) => option.words[1]?.text === 'off')
  const hasTls = named(site.body, 'tls').length > 0
  return site.addresses.flatMap((word) => {
    const resolved = resolve(word.text, context.variables, [])
    if (!resolved) return [{ host: null, port: ports.https, tls: true, at: word.at }]
    const texts = resolved.text.split(/[\s,]+/).filter(Boolean)
    return texts.flatMap((text) => siteAddress(text, { ports, automatic, hasTls }, { at: word.at, through: resolved.through }))
  })
}

interface Defaults {
  ports: { http: number; https: number }
  automatic: boolean
  hasTls: boolean
}

function siteAddress(
  text: string,
  { ports, automatic, hasTls }: Defaults,
  { at, through }: { at: Place; through: Place[] },
): SiteAddress[] {
  const match = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?(?:\/.*)?$/i.exec(text)
  if (!match) return []
  const scheme = match[1]?.toLowerCase()
  const name = match[2] ?? ''
  const given = match[3] === undefined ? undefined : Number(match[3])
  const isNamed = name !== '' && name !== '*'
  const plain = scheme === 'http' || (scheme === undefined && given === ports.http)
  const tls = !plain && (hasTls || scheme === 'https' || given === ports.https || (automatic && isNamed))
  const port = given ?? (tls ? ports.https : ports.http)
  const host = isNamed && !name.includes('{') ? { value: name.toLowerCase(), at, ...(through.length > 0 ? { through } : {}) } : null
  return [{ host, port, tls, at }]
}

function portOption(file: Caddyfile, name: string): number | undefined {
  const text = named(file.options, name)[0]?.words[1]?.text
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}

class Walk {
  ownCertificate = false
  readonly #context: CaddyContext
  readonly #budget: { left: number }
  /** `@name` of the whole site, also of the snippets that it imports. */
  readonly #matchers = new Map<string, Directive>()

  constructor(context: CaddyContext, budget: { left: number }) {
    this.#context = context
    this.#budget = budget
  }

  block(block: readonly Directive[], scope: Scope): Found[] {
    if (scope.depth > DEEPEST) return []
    for (const directive of block) if (nameOf(directive).startsWith('@')) this.#matchers.set(nameOf(directive), directive)
    const found: Found[] = []
    for (const directive of block) {
      if (--this.#budget.left < 0) break
      for (const route of this.#directive(directive, scope)) found.push(route)
    }
    return found
  }

  #directive(directive: Directive, scope: Scope): Found[] {
    const name = nameOf(directive)
    if (name === 'import') return this.#import(directive, scope)
    if (name === 'tls') this.ownCertificate ||= argumentsOf(directive).length > 0 && !/@|^internal$/.test(directive.words[1]?.text ?? '')
    const [first] = argumentsOf(directive)
    const matched = first && !first.quoted && /^[@/*]/.test(first.text) ? this.#matched(first, scope) : scope
    if (name === 'reverse_proxy') return this.#proxy(directive, matched, first)
    if (/^(?:handle|handle_path|route)$/.test(name) && directive.block)
      return this.block(directive.block, { ...matched, depth: scope.depth + 1 })
    const at = directive.words[0]?.at
    const serves = /^(?:file_server|php_fastcgi|respond|redir)$/.test(name) && at !== undefined
    return serves ? [{ target: null, hosts: matched.hosts, path: matched.path, at }] : []
  }

  #import(directive: Directive, scope: Scope): Found[] {
    const [what, ...args] = argumentsOf(directive)
    if (!what) return []
    const block = this.#context.snippets.get(what.text) ?? this.#context.imported(what)
    const texts = args.map(({ text }) => resolve(text, this.#context.variables, scope.args)?.text ?? text)
    return block ? this.block(block, { ...scope, args: texts, depth: scope.depth + 1 }) : []
  }

  #matched(word: Word, scope: Scope): Scope {
    if (word.text.startsWith('/')) return { ...scope, path: word.text }
    const matcher = this.#matchers.get(word.text)
    if (!matcher) return scope
    const inline = { words: matcher.words.slice(1), block: null }
    const conditions = [inline, ...(matcher.block ?? [])]
    const hosts = conditions.filter((condition) => nameOf(condition) === 'host').flatMap((condition) => this.#hosts(condition, scope))
    const path = conditions.find((condition) => nameOf(condition) === 'path')?.words[1]?.text
    return { ...scope, hosts: hosts.length > 0 ? hosts : scope.hosts, path: path ?? scope.path }
  }

  #hosts(condition: Directive, scope: Scope): Stated[] {
    return argumentsOf(condition).flatMap((word) => statedHost(word, this.#context.variables, scope.args) ?? [])
  }

  #proxy(directive: Directive, scope: Scope, first: Word | undefined): Found[] {
    const at = directive.words[0]?.at
    if (!at) return []
    const direct = argumentsOf(directive).filter((word) => word !== first || !/^[@/*]/.test(word.text))
    const upstreams = [...direct, ...named(directive.block, 'to').flatMap((to) => argumentsOf(to))]
    const found = upstreams.map((word) => ({ hosts: scope.hosts, path: scope.path, at: word.at, target: this.#target(word, scope) }))
    return found.length > 0 ? found : [{ hosts: scope.hosts, path: scope.path, at, target: null }]
  }

  #target({ text, at }: Word, scope: Scope): Found['target'] {
    const resolved = resolve(text, this.#context.variables, scope.args)
    const target = resolved && targetOf(resolved.text)
    return target ? { host: target.host, port: target.port, ...(target.tls ? { tls: true } : {}), at } : null
  }
}
