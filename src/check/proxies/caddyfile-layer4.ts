import type { ProxyRouteFact, Stated } from '../facts.ts'
import { listenerOf, targetOf } from './address.ts'
import { resolve, statedHost, type CaddyContext } from './caddy-context.ts'
import type { Caddyfile } from './caddyfile.ts'
import { argumentsOf, named, nameOf, type Directive, type Word } from './directive.ts'
import { proxyRoute } from './proxy-route.ts'

/** The routes of `layer4 { … }` among the options of a Caddyfile: by TLS name, before HTTP is looked at. */
export function* layer4Routes({ options }: Caddyfile, context: CaddyContext): Generator<ProxyRouteFact> {
  for (const server of named(options, 'layer4').flatMap(({ block }) => block ?? [])) {
    for (const port of server.words.flatMap((word) => tcpPort(word, context))) yield* serverRoutes(server, port, context)
  }
  // The same in front of Caddy's own HTTP listener: what no route takes goes on to the sites.
  for (const servers of named(options, 'servers')) {
    const [port = 443] = argumentsOf(servers).flatMap((word) => tcpPort(word, context))
    const layers = named(servers.block, 'listener_wrappers').flatMap(({ block }) => named(block, 'layer4'))
    for (const layer of layers) yield* serverRoutes(layer, port, context)
  }
}

function tcpPort({ text }: Word, { variables }: CaddyContext): number[] {
  const resolved = resolve(text.replace(/,$/, ''), variables, [])
  const listener = resolved && listenerOf(resolved.text)
  return listener?.protocol === 'tcp' ? [listener.port] : []
}

function* serverRoutes(server: Directive, port: number, context: CaddyContext): Generator<ProxyRouteFact> {
  const matchers = new Map((server.block ?? []).map((entry) => [nameOf(entry), entry]))
  for (const route of named(server.block, 'route')) {
    const asked = argumentsOf(route).flatMap(({ text }) => (text.startsWith('@') ? (matchers.get(text) ?? []) : []))
    const hosts = asked.flatMap((matcher) => namesOf(matcher, context))
    const endsTls = named(route.block, 'tls').length > 0
    const fields = { by: 'caddy-l4', site: context.site, layer: 4, endsTls, listen: { port, tls: endsTls || asked.length > 0 } } as const
    for (const { text, at } of named(route.block, 'proxy').flatMap((proxy) => upstreamsOf(proxy))) {
      const resolved = resolve(text, context.variables, [])
      const target = resolved && targetOf(resolved.text)
      const upstream = target && { host: target.host, port: target.port, at }
      for (const host of hosts.length > 0 ? hosts : [null]) yield proxyRoute({ ...fields, host, upstream, at })
    }
  }
}

function upstreamsOf(proxy: Directive): Word[] {
  return [...argumentsOf(proxy), ...named(proxy.block, 'upstream').flatMap((upstream) => argumentsOf(upstream).slice(0, 1))]
}

/** The names of `@m tls sni a b`, or of `tls { sni a b }` within a matcher's block. */
function namesOf(matcher: Directive, { variables }: CaddyContext): Stated[] {
  const [kind, option, ...inline] = argumentsOf(matcher)
  const words = kind?.text === 'tls' && option?.text === 'sni' ? inline : []
  const inBlock = named(matcher.block, 'tls').flatMap((tls) => [
    ...(tls.words[1]?.text === 'sni' ? tls.words.slice(2) : []),
    ...named(tls.block, 'sni').flatMap((sni) => argumentsOf(sni)),
  ])
  return [...words, ...inBlock].flatMap((word) => statedHost(word, variables) ?? [])
}
