import type { Place } from '../../core/place.ts'
import { allowsAddress } from '../../stack/sip-numbers.ts'
import { nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isPublic } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { fieldName, labelOf, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.allowed-address-self',
  severity: 'error',
  summary: "allowed_addresses of a trunk holds the own server's address and not the carrier's",
  story: `\`allowed_addresses\` are the addresses that calls may come from: the carrier's. With the address of the own server in it, no call of the carrier fits (agents#4814, sip#318). It shows as calls that ring and are dropped, and the trunk works as soon as the list is empty, which is the wrong cure.

The same with an address that only the machine itself has: 127.0.0.1.

Take the addresses that the carrier publishes for its signalling. Where the calls come over a PBX on the same machine, the list is right; ignore this rule there.

To be sure: livekit-sip logs the source address of each INVITE (\`src\`); it is in the list.`,
  *find(facts) {
    for (const trunk of inboundTrunks(facts)) {
      const own = ownAddresses(facts, trunk.site)
      const entries = textsOf(trunk.field('allowed_addresses'))
      for (const { value, at } of entries) {
        const self = own.find(({ address }) => value === address || (/\/(?:2[4-9]|3[0-2])$/.test(value) && allowsAddress(value, address)))
        if (!self && !/^(?:127\.\d+\.\d+\.\d+|::1)(?:\/\d+)?$/.test(value)) continue
        yield {
          message: `${fieldName(trunk, 'allowed_addresses')} of ${labelOf(trunk)} holds the server's own address`,
          why: "Calls may come only from there: the carrier's are turned away, they ring and are dropped.",
          fix: { text: "Write the carrier's signalling addresses" },
          places: [at, ...(self ? [self.at] : [])],
          severity: entries.length > 1 ? 'warning' : 'error',
        }
      }
    }
  },
}

function ownAddresses(facts: Facts, site: Site): { address: string; at: Place }[] {
  const nodes = facts.all('config').flatMap(({ of, node, site: at }): (ConfigNode | undefined)[] => {
    if (!sameStack(at, site)) return []
    if (of === 'livekit') return [nodeAt(node, 'rtc', 'node_ip')]
    return of === 'sip' ? [nodeAt(node, 'nat_1_to_1_ip'), nodeAt(node, 'media_nat_1_to_1_ip')] : []
  })
  const stack = facts.all('stack').flatMap(({ node, site: at }) => (sameStack(at, site) ? [nodeAt(node, 'livekit', 'nodeIp')] : []))
  const urls = facts.all('livekit-url').flatMap((fact) => {
    const host = parseLiveKitUrl(fact.url)?.host ?? ''
    return sameStack(fact.site, site) && /^[\d.]+$/.test(host) && isPublic(host) ? [{ address: host, at: fact.url.at }] : []
  })
  const stated = [...nodes, ...stack].flatMap((node) =>
    (textOf(node) ?? '').split(',').map((address) => ({ address: address.trim(), at: node?.at })),
  )
  return [...stated.flatMap(({ address, at }) => (address !== '' && at ? [{ address, at }] : [])), ...urls]
}
