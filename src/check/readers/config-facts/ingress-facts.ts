import { nodeAt, numberOf, type ConfigNode } from '../../config-node.ts'
import type { Fact, Site } from '../../facts.ts'
import { clientFacts } from './client-facts.ts'
import { Listens } from './listens.ts'
import { portRangeOf } from './stated.ts'

/** What a config of livekit-ingress says, wherever it is written. `version` is the service's, such as `1.5.0`, or null. */
export function ingressFacts(node: ConfigNode, site: Site, version: string | null): Fact[] {
  const found = new Listens('ingress', site, node)
  const defaults = { rtmp_port: 1935, whip_port: 8080, http_relay_port: 9090 }
  for (const [name, port] of Object.entries(defaults)) {
    const stated = nodeAt(node, name)
    found.add({ purpose: 'other', protocol: 'tcp', from: numberOf(stated) || port, node: numberOf(stated) ? stated : undefined })
  }
  const mux = nodeAt(node, 'rtc_config', 'udp_port')
  const start = nodeAt(node, 'rtc_config', 'port_range_start')
  const udp = { purpose: 'rtc-udp', protocol: 'udp' } as const
  if (numberOf(start))
    found.add({ ...udp, from: numberOf(start) ?? 0, to: numberOf(nodeAt(node, 'rtc_config', 'port_range_end')) ?? 0, node: start })
  else found.add({ ...udp, ...(portRangeOf(mux) ?? { from: 7885 }), node: portRangeOf(mux) ? mux : undefined })
  found.addOptional('health', nodeAt(node, 'health_port'))
  found.addOptional('metrics', nodeAt(node, 'prometheus_port'))
  found.addOptional('other', nodeAt(node, 'debug_handler_port'))
  return [{ what: 'config', of: 'ingress', node, site, version }, ...clientFacts(node, 'ingress', site), ...found.facts]
}
