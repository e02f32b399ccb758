import type { ListenFact, ProxyRouteFact, Stated } from '../facts.ts'
import { argumentsOf, named, nameOf, type Directive, type Word } from './directive.ts'
import { expand, serverNames, upstreamOf, type Block, type NginxContext } from './nginx-context.ts'
import { listenersOf, listenFact } from './nginx-listen.ts'
import { streamFacts } from './nginx-stream.ts'
import { proxyRoute } from './proxy-route.ts'

type Facts = Generator<ProxyRouteFact | ListenFact>

const MOST_DIRECTIVES = 20_000
const MOST_FACTS = 5000
/** Included files that set no header of a proxied request. */
const HARMLESS = /mime\.types|modules|fastcgi|uwsgi|letsencrypt|acme|ssl|gzip|conf\.d\/|sites-|\*/

/** The routes and ports of an nginx config: of a whole one, of a file for conf.d, or of a single server. */
export function* nginxFacts(top: Block, context: NginxContext): Facts {
  const whole = expand(top, context, { left: MOST_DIRECTIVES })
  let left = MOST_FACTS
  for (const fact of allFacts(whole, context)) {
    if (--left < 0) return
    yield fact
  }
}

function* allFacts(whole: Block, context: NginxContext): Facts {
  for (const block of [whole, ...named(whole, 'http').map((http) => http.block ?? [])]) {
    for (const server of named(block, 'server')) yield* serverFacts(server.block ?? [], [whole, block], context)
  }
  for (const stream of named(whole, 'stream')) yield* streamFacts(stream.block ?? [], context)
}

function* serverFacts(server: Block, outer: readonly Block[], context: NginxContext): Facts {
  const listeners = listenersOf(server, context)
  for (const listener of listeners) yield listenFact(listener, context)
  const oldTls = named(server, 'ssl').some(({ words }) => words[1]?.text === 'on')
  const ports = listeners.filter(({ udp }) => !udp)
  const listens = ports.length > 0 ? ports.map(({ port, tls }) => ({ port, tls: tls || oldTls })) : [{ port: 80, tls: oldTls }]
  const routes = [...passes(server, { scopes: outer, path: null, depth: 0 }, context)]
  const at = named(server, 'server_name')[0]?.words[0]?.at ?? ports[0]?.at
  for (const listen of listens) {
    for (const host of serverNames(server, context)) {
      const fields = { by: 'nginx', site: context.site, host, listen, layer: 7, endsTls: listen.tls } as const
      for (const route of routes) yield proxyRoute({ ...fields, ...route })
      if (routes.length === 0 && at) yield proxyRoute({ ...fields, at })
    }
  }
}

interface Scope {
  /** The blocks around it, the innermost last. */
  scopes: readonly Block[]
  path: string | null
  depth: number
}

type Pass = Pick<ProxyRouteFact, 'path' | 'upstream' | 'at' | 'lacks' | 'upgrade' | 'readTimeout'>

function* passes(block: Block, { scopes, path, depth }: Scope, context: NginxContext): Generator<Pass> {
  const inner = [...scopes, block]
  for (const directive of depth > 12 ? [] : block) {
    const name = nameOf(directive)
    const [target] = argumentsOf(directive)
    if (name === 'proxy_pass' && target) yield { path, upstream: upstreamOf(target, inner, context), at: target.at, ...manners(inner) }
    else if (name === 'root' && depth > 0 && target) yield { path, upstream: null, at: target.at, ...manners([]) }
    else if (directive.block && /^(?:location|if|limit_except)$/.test(name)) {
      const below = name === 'location' ? pathOf(directive) : path
      yield* passes(directive.block, { scopes: inner, path: below, depth: depth + 1 }, context)
    }
  }
}

/** The path of `location [= ~ ^~] /path`; null for every path. */
function pathOf({ words }: Directive): string | null {
  const path = words.at(-1)?.text ?? '/'
  return path === '/' ? null : path
}

/** How a request is passed on, by the settings of the innermost block that has any. */
function manners(scopes: readonly Block[]): Pick<Pass, 'lacks' | 'upgrade' | 'readTimeout'> {
  const readTimeout = secondsOf(innermost(scopes, 'proxy_read_timeout').at(-1)?.words[1])
  const unknown = scopes.some((scope) => named(scope, 'include').some(({ words }) => !HARMLESS.test(words[1]?.text ?? '')))
  if (unknown || scopes.length === 0) return { lacks: [], upgrade: null, readTimeout }
  const headers = innermost(scopes, 'proxy_set_header')
  const header = (name: string) => headers.findLast(({ words }) => words[1]?.text.toLowerCase() === name)?.words[2]?.text ?? ''
  const version = innermost(scopes, 'proxy_http_version').at(-1)?.words[1]?.text
  const lacks: Pass['lacks'][number][] = []
  if (!/^\$http_upgrade$|^websocket$|^\$\w*upgrade\w*$/i.test(header('upgrade'))) lacks.push('upgrade-header')
  if (!/upgrade|^\$/i.test(header('connection'))) lacks.push('connection-header')
  if (version === undefined) lacks.push('version')
  else if (version === '1.0') lacks.push('http-1.1')
  return { lacks, upgrade: lacks.length === 0, readTimeout }
}

function innermost(scopes: readonly Block[], name: string): Directive[] {
  const scope = scopes.findLast((block) => named(block, name).length > 0)
  return named(scope, name)
}

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }

/** nginx's times, such as `60`, `1h 30m` or `500ms`, in seconds. */
function secondsOf(word: Word | undefined): Stated<number> | null {
  if (!word || !/^(?=\d)(?:\d+(?:ms|[smhd])\s*)*(?:\d+)?$/.test(word.text)) return null
  const parts = [...word.text.matchAll(/(\d+)(ms|[smhd])?/g)]
  return { value: parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? 's'] ?? 1), 0), at: word.at }
}
