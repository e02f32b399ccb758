import { booleanOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../../config-node.ts'
import type { RedisFact, Site, Stated, User } from '../../facts.ts'
import { statedNumber, statedText } from './stated.ts'

/** What LiveKit's programs read below `redis:`; none where it names no server, which they take for no Redis at all. */
export function redisFacts(node: ConfigNode | undefined, user: User, site: Site): RedisFact[] {
  if (node === undefined) return []
  const address =
    statedText(nodeAt(node, 'address')) ?? listed(nodeAt(node, 'sentinel_addresses')) ?? listed(nodeAt(node, 'cluster_addresses'))
  if (address === null) return []
  return [
    {
      what: 'redis',
      user,
      site,
      address,
      db: statedNumber(nodeAt(node, 'db')),
      username: statedText(nodeAt(node, 'username')),
      password: statedText(nodeAt(node, 'password')),
      tls: booleanOf(nodeAt(node, 'use_tls')) === true || booleanOf(nodeAt(node, 'tls', 'enabled')) === true,
      at: node.keyAt ?? node.at,
    },
  ]
}

/** Several servers as one statement, in one order, so that two programs with the same list agree. */
function listed(node: ConfigNode | undefined): Stated | null {
  const addresses = itemsOf(node).flatMap((item) => textOf(item) ?? [])
  return node === undefined || addresses.length === 0 ? null : { value: addresses.toSorted().join(','), at: node.at }
}
