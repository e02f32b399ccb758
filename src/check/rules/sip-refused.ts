import { itemsOf, nodeAt, type ConfigNode } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { integerOf, isTemplate, stringOf } from '../schemas/refusal.ts'
import { isHostAndPort } from '../schemas/media-refusals.ts'
import { isCidr, isIpv4, isIpv6 } from '../schemas/scalar-problem.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

interface Refusal {
  message: string
  says: string
  fix: string
  node: ConfigNode
}

export const rule: Rule = {
  id: 'sip.refused',
  severity: 'error',
  summary: 'settings that livekit-sip understands and does not start with',
  story: `\`nat_1_to_1_ip\`, \`media_nat_1_to_1_ip\` and \`listen_ip\` are IP addresses, \`local_net\` is a network with its prefix length, \`tls:\` needs a certificate, and the Redis address needs its port. livekit-sip takes no host names for any of these. It prints the reason and ends with exit code 0, so that \`restart: on-failure\` leaves it ended; carriers get no answer.

RTP is a range, and a single port is its first: \`rtp_port: 30000\` means 30000-20000, in which there is no port for a call.

After mending it the log says \`server starting\` with the addresses and ports that the service uses.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'sip')) {
      for (const { message, says, fix, node: at } of [...addresses(node), ...certificates(node), ...redis(node), ...rtp(node)]) {
        yield { message, why: says, fix: { text: fix }, places: [at.at] }
      }
    }
  },
}

const ENDS = 'The service ends at its start with exit code 0; carriers get no answer.'

function addresses(root: ConfigNode): Refusal[] {
  const wrong = (name: string, fits: (text: string) => boolean) => {
    const node = nodeAt(root, name)
    const text = stringOf(node)
    return node && text !== '' && !isTemplate(node) && !fits(text) ? [node] : []
  }
  const isIp = (text: string) => isIpv4(text) || isIpv6(text)
  return [
    ...['nat_1_to_1_ip', 'media_nat_1_to_1_ip', 'listen_ip'].flatMap((name) =>
      wrong(name, isIp).map((node) => ({
        message: `\`${name}\` is no IP address`,
        says: ENDS,
        fix: 'Write the address itself, not a name',
        node,
      })),
    ),
    ...wrong('local_net', isCidr).map((node) => ({
      message: '`local_net` is no network',
      says: ENDS,
      fix: 'Write a network with its prefix length, such as 10.0.0.0/16',
      node,
    })),
  ]
}

function certificates(root: ConfigNode): Refusal[] {
  const tls = nodeAt(root, 'tls')
  if (tls?.content.kind !== 'map' || itemsOf(nodeAt(tls, 'certs')).length > 0) return []
  return [
    {
      message: '`tls:` has no certificate',
      says: ENDS,
      fix: 'Name `cert_file` and `key_file` below `certs:`, or leave `tls:` out',
      node: { ...tls, at: tls.keyAt ?? tls.at },
    },
  ]
}

function redis(root: ConfigNode): Refusal[] {
  const address = nodeAt(root, 'redis', 'address')
  const text = stringOf(address)
  if (!address || text === '' || isTemplate(address) || isHostAndPort(text)) return []
  return [
    {
      message: 'The Redis address is no host with a port',
      says: ENDS,
      fix: 'Write host and port with a colon between, such as 127.0.0.1:6379',
      node: address,
    },
  ]
}

function rtp(root: ConfigNode): Refusal[] {
  const node = nodeAt(root, 'rtp_port')
  if (!node || stringOf(node).includes('-') || integerOf(node, 0) <= 20_000) return []
  const says = 'The range ends at 20000, before it begins: no call gets a port for its sound.'
  return [
    { message: '`rtp_port` names one port, which is only the first of the range', says, fix: 'Write both ends, such as 30000-40000', node },
  ]
}
