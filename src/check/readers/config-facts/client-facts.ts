import { nodeAt, type ConfigNode } from '../../config-node.ts'
import type { Fact, Site } from '../../facts.ts'
import { redisFacts } from './redis-fact.ts'
import { statedText } from './stated.ts'

/** What the configs of SIP, egress and ingress have in common: who they are to the server, where it is, and their Redis. */
export function clientFacts(node: ConfigNode, user: 'sip' | 'egress' | 'ingress', site: Site): Fact[] {
  const facts: Fact[] = []
  const [keyNode, secretNode] = [nodeAt(node, 'api_key'), nodeAt(node, 'api_secret')]
  const [key, secret] = [statedText(keyNode), statedText(secretNode)]
  if (key || secret) facts.push({ what: 'api-pair', side: 'client', user, site, key, secret, at: key?.at ?? secret?.at ?? node.at })
  const url = statedText(nodeAt(node, 'ws_url'))
  if (url) facts.push({ what: 'livekit-url', user, site, url, browser: false, name: 'ws_url' })
  return [...facts, ...redisFacts(nodeAt(node, 'redis'), user, site)]
}
