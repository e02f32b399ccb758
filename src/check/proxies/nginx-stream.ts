import type { ListenFact, ProxyRouteFact, Stated } from '../facts.ts'
import { named, nameOf, type Word } from './directive.ts'
import { hostsOf, upstreamOf, type Block, type NginxContext } from './nginx-context.ts'
import { listenersOf, listenFact } from './nginx-listen.ts'
import { proxyRoute } from './proxy-route.ts'

/** The routes of `stream { … }`: bytes as they come, by the TLS name where a map chooses by it. */
export function* streamFacts(stream: Block, context: NginxContext): Generator<ProxyRouteFact | ListenFact> {
  for (const server of named(stream, 'server')) {
    const block = server.block ?? []
    const [target] = named(block, 'proxy_pass').flatMap(({ words }) => words[1] ?? [])
    const preread = named(block, 'ssl_preread').some(({ words }) => words[1]?.text === 'on')
    for (const listener of listenersOf(block, context)) {
      yield listenFact(listener, context)
      if (listener.udp || !target) continue
      const listen = { port: listener.port, tls: listener.tls || preread }
      const fields = { by: 'nginx', site: context.site, layer: 4, listen, endsTls: listener.tls } as const
      for (const { host, to } of choices(target, stream, context)) {
        yield proxyRoute({ ...fields, host, upstream: upstreamOf(to, [stream, block], context), at: to.at })
      }
    }
  }
}

/** What a target leads to: itself, or each line of the map that sets its variable. */
function choices(target: Word, stream: Block, { variables }: NginxContext): { host: Stated | null; to: Word }[] {
  const map = named(stream, 'map').find(
    ({ words }) => words[2]?.text === target.text && /ssl_(?:preread_)?server_name/.test(words[1]?.text ?? ''),
  )
  if (!map) return [{ host: null, to: target }]
  return (map.block ?? []).flatMap((entry) => {
    const [name, to] = entry.words
    if (!name || !to) return []
    return nameOf(entry) === 'default' ? [{ host: null, to }] : hostsOf(name, variables).map((host) => ({ host, to }))
  })
}
