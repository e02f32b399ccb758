import { nodeAt, numberOf, textOf, type ConfigNode } from '../../config-node.ts'
import type { Fact, Site } from '../../facts.ts'
import { clientFacts } from './client-facts.ts'
import { Listens } from './listens.ts'

/** What a config of livekit-sip says, wherever it is written. `version` is the service's, such as `1.11.0`, or null. */
export function sipFacts(node: ConfigNode, site: Site, version: string | null): Fact[] {
  return [{ what: 'config', of: 'sip', node, site, version }, ...clientFacts(node, 'sip', site), ...listens(node, site).facts]
}

function listens(node: ConfigNode, site: Site): Listens {
  const found = new Listens('sip', site, node)
  const host = textOf(nodeAt(node, 'listen_ip')) ?? null
  const port = setPort(nodeAt(node, 'sip_port_listen')) ?? setPort(nodeAt(node, 'sip_port'))
  for (const protocol of ['udp', 'tcp'] as const) {
    found.add({ purpose: 'sip', protocol, from: numberOf(port) ?? 5060, host, node: port })
  }
  const tls = nodeAt(node, 'tls')
  if (tls?.content.kind === 'map') {
    const secure = setPort(nodeAt(tls, 'port_listen')) ?? setPort(nodeAt(tls, 'port'))
    found.add({ purpose: 'sip-tls', protocol: 'tcp', from: numberOf(secure) ?? 5061, host, node: secure })
  }
  const rtp = nodeAt(node, 'rtp_port')
  const { from, to } = rtpRange(textOf(rtp) ?? '')
  found.add({
    purpose: 'rtp',
    protocol: 'udp',
    from,
    to,
    node: from === 10_000 && to === 20_000 && textOf(rtp) === undefined ? undefined : rtp,
  })
  found.addOptional('health', nodeAt(node, 'health_port'))
  found.addOptional('metrics', nodeAt(node, 'prometheus_port'))
  found.addOptional('other', nodeAt(node, 'pprof_port'))
  return found
}

/** A single port is only the first of the range: the last stays 20000. */
export function rtpRange(text: string): { from: number; to: number } {
  const [from = 0, to = 0] = text.split('-').map((part) => Number(part.trim()))
  return { from: from || 10_000, to: to || 20_000 }
}

/** A port of 0 is taken for one that is not set. */
function setPort(node: ConfigNode | undefined): ConfigNode | undefined {
  return numberOf(node) ? node : undefined
}
