import { itemsOf, nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { cidrContains, isPrivateIp } from '../schemas/addresses.ts'
import { integerOf, isOn, stringOf } from '../schemas/refusal.ts'
import { isIpv4 } from '../schemas/scalar-problem.ts'
import { configsOf } from '../schemas/unknown-keys.ts'
import { compareVersions } from '../schemas/versions.ts'

export const rule: Rule = {
  id: 'turn.private-ip',
  severity: 'error',
  summary: 'TURN that refuses to relay to the server itself',
  story: `Since 1.12.0 the TURN server within livekit-server relays to no private, loopback or link-local address, so that it can't be used to reach into a network. The relay's peer is livekit-server itself, at \`rtc.node_ip\`. Where that is a private address, as in a company's network or behind a NAT, every relayed call is refused.

Nothing says so: callers who need no relay are fine, those behind a strict firewall connect and hear nothing. It worked with 1.11.

Name the address below \`turn.allow_restricted_peer_cidrs\`; a single one ends in /32. Entries that are no networks are passed over in silence.`,
  *find(facts) {
    for (const { node, version } of configsOf(facts.all('config'), 'livekit')) {
      const [turn, address] = [nodeAt(node, 'turn'), nodeAt(node, 'rtc', 'node_ip')]
      if (!turn || !address || !isOn(nodeAt(turn, 'enabled')) || isOn(nodeAt(node, 'rtc', 'use_external_ip'))) continue
      if (version !== null && compareVersions(version, '1.12.0') < 0) continue
      if (integerOf(nodeAt(turn, 'udp_port'), 0) <= 0 && integerOf(nodeAt(turn, 'tls_port'), 0) <= 0) continue
      const allowed = nodeAt(turn, 'allow_restricted_peer_cidrs')
      const ip = stringOf(address)
        .split(',')
        .map((part) => part.trim())
        .find((part) => isIpv4(part) && isPrivateIp(part))
      if (ip === undefined || itemsOf(allowed).some((item) => cidrContains(stringOf(item), ip))) continue
      yield {
        message: 'TURN relays to no private address, and `rtc.node_ip` is one',
        why: 'Callers who need the relay connect and hear nothing.',
        fix: { text: `Write \`- ${ip}/32\` below \`turn.allow_restricted_peer_cidrs\`` },
        places: [address.at, allowed?.keyAt ?? turn.keyAt ?? turn.at],
      }
    }
  },
}
