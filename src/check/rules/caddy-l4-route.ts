import type { Place } from '../../core/place.ts'
import { booleanOf, entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts } from '../facts.ts'
import type { Hit, Rule } from '../rule.ts'
import { parseTree } from '../yaml-tree.ts'

const HANDLERS = ['tls', 'proxy', 'proxy_protocol', 'echo', 'close', 'subroute', 'tee', 'throttle', 'socks5']

interface Route {
  node: ConfigNode
  handlers: readonly ConfigNode[]
  isLast: boolean
}

export const rule: Rule = {
  id: 'caddy.l4-route',
  severity: 'error',
  summary: "a route of Caddy's layer4 app that takes everything, leads nowhere, or does not end TLS",
  story: `The layer4 app passes bytes on by the name that a client asks for. A route needs three parts: \`match\` with the name, the handler \`tls\`, which ends TLS, and the handler \`proxy\` with \`upstreams\` and \`dial\`.

Without \`match\` a route takes every connection, and those behind it get none. Without \`tls\` livekit-server and the page get encrypted bytes, and hang up. Without \`alpn: [http/1.1]\` browsers talk HTTP/2 to the page's server, which speaks HTTP/1.1. Without \`dial\` nothing is passed on.

TURN over TLS needs no alpn, and with \`external_tls: true\` it needs the handler \`tls\` too.

To be sure: \`curl https://<name>/\` answers for each name.`,
  *find(facts, { sources }) {
    for (const { path, text } of sources) {
      if (!/\.(?:ya?ml|json)$/.test(path) || !text.includes('layer4') || !text.includes('servers')) continue
      const [root] = parseTree(path, text).documents
      const servers = entriesOf(nodeAt(root, 'apps', 'layer4', 'servers'))
      const takes443 = servers.some(([, server]) => listensAt443(server)) || isPublishedAt443(facts)
      for (const [, server] of servers) if (isOfTls(server)) yield* serverHits(facts, server, takes443)
      if (root && servers.length > 0) yield* certificateHits(facts, root)
    }
  },
}

function* serverHits(facts: Facts, server: ConfigNode, takes443: boolean): Generator<Hit> {
  const routes = nodeAt(server, 'routes')
  const all = itemsOf(routes)
  if (itemsOf(nodeAt(server, 'listen')).length === 0)
    yield hit('The layer4 server listens nowhere', 'Add listen: [":443"]', [(nodeAt(server, 'listen') ?? server).at])
  const [listen] = itemsOf(nodeAt(server, 'listen'))
  if (listen && !takes443)
    yield hit('The layer4 server does not listen at 443, where browsers and TURN clients come', 'Write :443', [listen.at])
  if (all.length === 0) yield hit('The layer4 server has no routes', 'Add a route for each name', [(routes ?? server).at])
  for (const [index, node] of all.entries()) {
    const route = { node, handlers: itemsOf(nodeAt(node, 'handle')), isLast: index === all.length - 1 }
    yield* matchHits(route)
    yield* handlerHits(facts, route)
  }
}

function listensAt443(server: ConfigNode): boolean {
  return itemsOf(nodeAt(server, 'listen')).some((one) => textOf(one)?.endsWith(':443'))
}

/** Others pass on bytes of other kinds, such as TURN over UDP. */
function isOfTls(server: ConfigNode): boolean {
  const handlers = itemsOf(nodeAt(server, 'routes')).flatMap((route) => [
    ...itemsOf(nodeAt(route, 'match')),
    ...itemsOf(nodeAt(route, 'handle')),
  ])
  return listensAt443(server) || handlers.some((one) => nodeAt(one, 'tls') !== undefined || textOf(nodeAt(one, 'handler')) === 'tls')
}

function isPublishedAt443(facts: Facts): boolean {
  return facts.all('service').some(({ published }) => published.some((port) => port.published?.from === 443))
}

/** What is known to speak no TLS itself: LiveKit's signalling, pages, and TURN whose TLS somebody else ends. */
function speaksPlainly(facts: Facts, port: number): 'web' | 'turn' | null {
  const listens = facts.all('listen').filter(({ from, site }) => from === port && site.network !== 'kubernetes')
  const pages = facts.all('service').filter(({ user }) => user === 'page' || user === 'dashboard' || user === 'livekit')
  const isWeb = listens.some(({ purpose }) => purpose === 'signal' || purpose === 'page')
  if (listens.some(({ purpose }) => purpose === 'turn-tls')) {
    const external = facts.all('config').some(({ node }) => booleanOf(nodeAt(node, 'turn', 'external_tls')) === true)
    return external ? 'turn' : null
  }
  return isWeb || pages.some(({ published }) => published.some((one) => one.protocol === 'tcp' && one.published?.from === port))
    ? 'web'
    : null
}

/** TLS needs certificates, and a place where they stay. */
function* certificateHits(facts: Facts, root: ConfigNode): Generator<Hit> {
  const tls = nodeAt(root, 'apps', 'tls')
  const names = [...itemsOf(nodeAt(tls, 'certificates', 'automate')), ...itemsOf(nodeAt(tls, 'automation', 'policies'))]
  const others = entriesOf(nodeAt(tls, 'certificates')).some(([name]) => name.startsWith('load_'))
  if (names.length === 0 && !others && !nodeAt(root, 'apps', 'http')) {
    const place = nodeAt(tls, 'certificates', 'automate') ?? nodeAt(tls, 'certificates') ?? tls ?? nodeAt(root, 'apps') ?? root
    yield hit('No name gets a certificate', 'List the names below apps.tls.certificates.automate', [place.at])
  }
  const storage = nodeAt(root, 'storage', 'root')
  const path = textOf(storage)
  const service = facts.all('service').find(({ mounts }) => mounts.some(({ source }) => source === root.at.file))
  const kept = service?.mounts.some(({ target, kind }) => kind !== 'tmpfs' && `${path}/`.startsWith(`${target.replace(/\/$/, '')}/`))
  if (storage && path?.startsWith('/') && kept === false) {
    yield {
      ...hit('The certificates are kept in a container that is thrown away', 'Mount a volume there, or keep them at /data', [storage.at]),
      why: 'Each new container asks for new certificates, until the issuer refuses.',
    }
  }
}

function* matchHits({ node, isLast }: Route): Generator<Hit> {
  const match = nodeAt(node, 'match')
  const names = itemsOf(match).flatMap((one) => itemsOf(nodeAt(one, 'tls', 'sni')))
  const others = itemsOf(match).some((one) => entriesOf(one).some(([name]) => name !== 'tls'))
  if (names.length > 0 || others || (isLast && match === undefined)) return
  const place = nodeAt(match, 0, 'tls', 'sni') ?? nodeAt(match, 0, 'tls') ?? match ?? node
  yield hit('The route takes every name', 'Give it a match with tls, sni and its name', [place.keyAt ?? place.at, (match ?? node).at])
}

function* handlerHits(facts: Facts, { node, handlers }: Route): Generator<Hit> {
  for (const handler of handlers) {
    const name = nodeAt(handler, 'handler')
    const text = textOf(name)
    if (name && text !== undefined && !HANDLERS.includes(text))
      yield hit(`The layer4 app has no handler ${text}`, 'Write tls or proxy', [name.at])
  }
  const of = (name: string) => handlers.find((handler) => textOf(nodeAt(handler, 'handler')) === name)
  const [tls, proxy] = [of('tls'), of('proxy')]
  const at = (nodeAt(node, 'handle') ?? node).at
  if (!proxy) {
    if (handlers.every((handler) => ['tls', undefined].includes(textOf(nodeAt(handler, 'handler')))))
      yield hit('The route passes nothing on', 'Add the handler proxy', [at])
    return
  }
  const dial = itemsOf(nodeAt(proxy, 'upstreams')).flatMap((upstream) => itemsOf(nodeAt(upstream, 'dial')))
  if (dial.length === 0)
    yield hit('The route passes on to nowhere', 'Add dial with host and port', [(nodeAt(proxy, 'upstreams') ?? proxy).at, at])
  const ports = dial.map((one) => Number(/:(\d+)$/.exec(textOf(one) ?? '')?.[1]))
  const plain = ports.map((port) => speaksPlainly(facts, port)).find((kind) => kind !== null)
  if (!tls && plain) yield hit('The route does not end TLS', 'Add the handler tls before proxy', [at, ...dial.map((one) => one.at)])
  const policies = itemsOf(nodeAt(tls, 'connection_policies'))
  if (tls && plain === 'web' && !policies.some((policy) => itemsOf(nodeAt(policy, 'alpn')).some((one) => textOf(one) === 'http/1.1'))) {
    const alpn = nodeAt(policies[0], 'alpn')
    const place = nodeAt(alpn, 0) ?? alpn ?? nodeAt(tls, 'connection_policies') ?? tls
    yield hit('The route lets browsers choose HTTP/2', 'Add connection_policies with alpn: [http/1.1]', [place.at, at])
  }
}

function hit(message: string, fix: string, places: Place[]): Hit {
  return { message, why: 'Connections for this name, or for those behind it, come to nothing.', fix: { text: fix }, places }
}
