import { nodeAt, numberOf, type ConfigNode } from '../../config-node.ts'
import type { Fact, Site } from '../../facts.ts'
import { clientFacts } from './client-facts.ts'
import { Listens } from './listens.ts'

/** What a config of livekit-egress says, wherever it is written. `version` is the service's, such as `1.14.1`, or null. */
export function egressFacts(node: ConfigNode, site: Site, version: string | null): Fact[] {
  const found = new Listens('egress', site, node)
  const template = nodeAt(node, 'template_port')
  const set = Boolean(numberOf(template))
  found.add({ purpose: 'template', protocol: 'tcp', from: numberOf(template) || 7980, host: '127.0.0.1', node: set ? template : undefined })
  found.addOptional('health', nodeAt(node, 'health_port'))
  found.addOptional('metrics', nodeAt(node, 'prometheus_port'))
  found.addOptional('other', nodeAt(node, 'debug_handler_port'))
  return [{ what: 'config', of: 'egress', node, site, version }, ...clientFacts(node, 'egress', site), ...found.facts]
}
