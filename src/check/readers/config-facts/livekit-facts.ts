import { booleanOf, entriesOf, itemsOf, nodeAt, numberOf, textOf, type ConfigNode } from '../../config-node.ts'
import type { ApiPairFact, Fact, Site } from '../../facts.ts'
import { Listens } from './listens.ts'
import { redisFacts } from './redis-fact.ts'
import { portRangeOf, statedText } from './stated.ts'

/** What a config of livekit-server says, wherever it is written. `version` is the server's, such as `1.13.5`, or null. */
export function livekitFacts(node: ConfigNode, site: Site, version: string | null): Fact[] {
  return [
    { what: 'config', of: 'livekit', node, site, version },
    ...serverPairs(nodeAt(node, 'keys'), site),
    ...redisFacts(nodeAt(node, 'redis'), 'livekit', site),
    ...listens(node, site).facts,
  ]
}

/** The pairs of a map of keys and secrets, as `keys:`, a key file and LIVEKIT_KEYS have them. */
export function serverPairs(keys: ConfigNode | undefined, site: Site): ApiPairFact[] {
  return entriesOf(keys).map(([name, secret]) => {
    const at = secret.keyAt ?? secret.at
    return { what: 'api-pair', side: 'server', user: 'livekit', site, key: { value: name, at }, secret: statedText(secret), at }
  })
}

function listens(node: ConfigNode, site: Site): Listens {
  const found = new Listens('livekit', site, node)
  const dev = booleanOf(nodeAt(node, 'development')) === true
  const hosts = itemsOf(nodeAt(node, 'bind_addresses')).map((item) => textOf(item) ?? '')
  for (const host of hosts.length === 0 ? [null] : hosts) {
    const port = nodeAt(node, 'port')
    found.add({ purpose: 'signal', protocol: 'tcp', from: numberOf(port) ?? 7880, host, node: port })
    found.addOptional('metrics', nodeAt(node, 'prometheus_port') ?? nodeAt(node, 'prometheus', 'port'), host)
  }
  found.addOptional('other', nodeAt(node, 'debug_handler', 'port'))
  addMedia(found, nodeAt(node, 'rtc'), dev)
  const turn = nodeAt(node, 'turn')
  if (booleanOf(nodeAt(turn, 'enabled')) === true) addTurn(found, turn, dev)
  return found
}

/** A range wins over udp_port; without both there is a range, or one port in development. */
function addMedia(found: Listens, rtc: ConfigNode | undefined, dev: boolean): void {
  const tcp = nodeAt(rtc, 'tcp_port')
  found.add({ purpose: 'rtc-tcp', protocol: 'tcp', from: numberOf(tcp) ?? 7881, node: tcp })
  const start = nodeAt(rtc, 'port_range_start')
  const end = nodeAt(rtc, 'port_range_end')
  const mux = nodeAt(rtc, 'udp_port')
  const range = portRangeOf(mux)
  const udp = { purpose: 'rtc-udp', protocol: 'udp' } as const
  const first = numberOf(start) ?? 0
  if (first > 0 && (numberOf(end) ?? 0) > 0) found.add({ ...udp, from: first, to: numberOf(end) ?? 0, node: start })
  else if (range && range.from > 0) found.add({ ...udp, ...range, node: mux })
  else if (first === 0 && textOf(mux) === undefined)
    found.add({ ...udp, ...(dev ? { from: 7882 } : { from: 50_000, to: 60_000 }), node: undefined })
}

function addTurn(found: Listens, turn: ConfigNode | undefined, dev: boolean): void {
  const hosts = itemsOf(nodeAt(turn, 'bind_addresses')).map((item) => textOf(item) ?? '')
  const host = hosts.length === 1 ? (hosts[0] ?? null) : null
  const udp = nodeAt(turn, 'udp_port')
  found.add({ purpose: 'turn-udp', protocol: 'udp', from: numberOf(udp) ?? 0, host, node: udp })
  found.addOptional('turn-tls', nodeAt(turn, 'tls_port'), host)
  const start = nodeAt(turn, 'relay_range_start')
  const from = numberOf(start) ?? 0
  const to = numberOf(nodeAt(turn, 'relay_range_end')) ?? 0
  const relay = { purpose: 'turn-relay', protocol: 'udp' } as const
  if (from > 0 && to > 0) found.add({ ...relay, from, to, node: start })
  else found.add({ ...relay, from: 30_000, to: dev ? 30_002 : 40_000, node: undefined })
}
