import { entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { CertificateFact, ListenFact, ProxyRouteFact, Stated } from '../facts.ts'
import { listenerOf, targetOf } from './address.ts'
import { resolve, statedHost, type CaddyContext } from './caddy-context.ts'
import { proxyRoute } from './proxy-route.ts'

type Context = Pick<CaddyContext, 'site' | 'variables'>
type Facts = Generator<ProxyRouteFact | CertificateFact | ListenFact>

const DEEPEST = 20
/** Names times upstreams can be many in a short text with aliases. */
const MOST_ROUTES = 5000

interface Listener {
  port: number
  protocol: 'tcp' | 'udp'
  host: string | null
  node: ConfigNode
}

/** True for the root of a config as `caddy run --config` takes it, in JSON or through the YAML adapter. */
export function isCaddyConfig(root: ConfigNode): boolean {
  const apps = nodeAt(root, 'apps')
  return (
    nodeAt(apps, 'layer4', 'servers')?.content.kind === 'map' ||
    nodeAt(apps, 'http', 'servers')?.content.kind === 'map' ||
    nodeAt(apps, 'tls', 'certificates')?.content.kind === 'map'
  )
}

/** The routes, ports and certificates of Caddy's own config. */
export function* caddyConfigFacts(root: ConfigNode, context: Context): Facts {
  const apps = nodeAt(root, 'apps')
  const certificates = nodeAt(apps, 'tls', 'certificates')
  // With others from files, the names that are asked for are not all.
  const others = entriesOf(certificates).some(([name]) => name.startsWith('load_'))
  for (const item of others ? [] : itemsOf(nodeAt(certificates, 'automate'))) {
    const host = statedName(item, context)
    if (host) yield { what: 'certificate', host, site: context.site }
  }
  const walk = new ConfigWalk(context)
  for (const [, server] of entriesOf(nodeAt(apps, 'layer4', 'servers'))) yield* walk.server(server, 4)
  for (const [, server] of entriesOf(nodeAt(apps, 'http', 'servers'))) yield* walk.server(server, 7)
}

function statedName(node: ConfigNode, { variables }: Context): Stated | null {
  return statedHost({ text: textOf(node) ?? '', at: node.at }, variables)
}

/** What the routes around a handler ask for. */
interface Scope {
  hosts: readonly Stated[] | null
  path: string | null
  endsTls: boolean
  depth: number
}

interface Handler extends Scope {
  upstream: ProxyRouteFact['upstream']
  at: ConfigNode['at']
}

class ConfigWalk {
  readonly #context: Context
  #left = MOST_ROUTES

  constructor(context: Context) {
    this.#context = context
  }

  *server(server: ConfigNode, layer: 4 | 7): Facts {
    const listeners = this.#listeners(server)
    for (const { port, protocol, host, node } of listeners) {
      const range = { from: port, to: port }
      const { site } = this.#context
      yield { what: 'listen', user: 'proxy', site, purpose: 'proxy', protocol, ...range, host, at: node.at, byDefault: false }
    }
    const handlers = [...this.#routes(nodeAt(server, 'routes'), { hosts: null, path: null, endsTls: false, depth: 0 })]
    for (const { port } of listeners.filter(({ protocol }) => protocol === 'tcp')) {
      for (const handler of handlers) {
        const tls = layer === 7 ? this.#hasTls(server, handler, port) : handler.endsTls || handler.hosts !== null
        yield* this.#route(handler, layer, { port, tls })
      }
    }
  }

  *#route({ hosts, path, upstream, endsTls, at }: Handler, layer: 4 | 7, listen: ProxyRouteFact['listen']): Generator<ProxyRouteFact> {
    const by = layer === 4 ? 'caddy-l4' : 'caddy'
    for (const host of hosts ?? [null]) {
      if (--this.#left < 0) return
      yield proxyRoute({
        by,
        site: this.#context.site,
        host,
        path,
        listen,
        upstream,
        layer,
        endsTls: layer === 7 ? listen.tls : endsTls,
        at,
      })
    }
  }

  /** Caddy turns TLS on for named sites, but on the port for plain HTTP and where it is told not to. */
  #hasTls(server: ConfigNode, { hosts }: Handler, port: number): boolean {
    if (itemsOf(nodeAt(server, 'tls_connection_policies')).length > 0) return true
    const disabled = textOf(nodeAt(server, 'automatic_https', 'disable')) === 'true'
    return !disabled && port !== 80 && (port === 443 || hosts !== null)
  }

  #listeners(server: ConfigNode): Listener[] {
    return itemsOf(nodeAt(server, 'listen')).flatMap((node) => {
      const resolved = resolve(textOf(node) ?? '', this.#context.variables, [])
      const listener = resolved && listenerOf(resolved.text)
      return listener ? [{ ...listener, node }] : []
    })
  }

  *#routes(routes: ConfigNode | undefined, scope: Scope): Generator<Handler> {
    if (scope.depth > DEEPEST) return
    for (const route of itemsOf(routes)) {
      if (--this.#left < 0) return
      const matches = itemsOf(nodeAt(route, 'match'))
      const hosts = matches.flatMap((match) => this.#hosts(match))
      const path = matches.map((match) => textOf(nodeAt(match, 'path', 0))).find((text) => text !== undefined)
      yield* this.#handlers(itemsOf(nodeAt(route, 'handle')), {
        ...scope,
        hosts: hosts.length > 0 ? hosts : scope.hosts,
        path: path ?? scope.path,
        depth: scope.depth + 1,
      })
    }
  }

  #hosts(match: ConfigNode): Stated[] {
    const names = [...itemsOf(nodeAt(match, 'host')), ...itemsOf(nodeAt(match, 'tls', 'sni'))]
    return names.flatMap((node) => statedName(node, this.#context) ?? [])
  }

  *#handlers(handlers: readonly ConfigNode[], scope: Scope): Generator<Handler> {
    let { endsTls } = scope
    for (const handler of handlers) {
      const kind = textOf(nodeAt(handler, 'handler'))
      if (kind === 'tls') endsTls = true
      else if (kind === 'subroute') yield* this.#routes(nodeAt(handler, 'routes'), { ...scope, endsTls })
      else if (kind === 'proxy' || kind === 'reverse_proxy') yield* this.#upstreams(handler, { ...scope, endsTls })
      else if (kind === 'file_server' || kind === 'static_response') yield { ...scope, endsTls, upstream: null, at: handler.at }
    }
  }

  *#upstreams(handler: ConfigNode, scope: Scope): Generator<Handler> {
    for (const upstream of itemsOf(nodeAt(handler, 'upstreams'))) {
      const dial = nodeAt(upstream, 'dial')
      for (const node of dial?.content.kind === 'list' ? dial.content.items : dial ? [dial] : []) {
        const resolved = resolve(textOf(node) ?? '', this.#context.variables, [])
        const target = resolved && targetOf(resolved.text)
        yield { ...scope, upstream: target ? { host: target.host, port: target.port, at: node.at } : null, at: node.at }
      }
    }
  }
}
