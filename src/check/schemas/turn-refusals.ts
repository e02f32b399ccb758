import { nodeAt, type ConfigNode } from '../config-node.ts'
import { envOf } from './provided.ts'
import { filledItems, integerOf, isNull, isOn, isTemplate, stringOf, type Boot, type Refusal } from './refusal.ts'
import { isIpv4, isIpv6 } from './scalar-problem.ts'

const DOMAIN = /^[a-z\d-]+(\.[a-z\d-]+)+\.?$/i

/** `<your-turn-domain>`. */
function isOfGuide(domain: string): boolean {
  return /[<>]/.test(domain)
}

/** What of `turn:` the server refuses; nothing while it is off. */
export function turnRefusals(boot: Boot): Refusal[] {
  const turn = nodeAt(boot.config.node, 'turn')
  if (turn === undefined || !isOn(nodeAt(turn, 'enabled'))) return []
  return [...portRefusals(turn), ...tlsRefusals(turn, boot), ...bindRefusals(turn, boot)]
}

function portRefusals(turn: ConfigNode): Refusal[] {
  const [tls, udp] = [nodeAt(turn, 'tls_port'), nodeAt(turn, 'udp_port')]
  const above = [tls, udp].filter((node): node is ConfigNode => node !== undefined && integerOf(node, 0) > 65_535)
  if (above.length > 0)
    return above.map((node) => ({
      message: 'A port of `turn:` is above 65535',
      says: 'could not listen on TURN port',
      fix: 'Write a port from 1 to 65535',
      node,
    }))
  if (integerOf(tls, 0) > 0 || integerOf(udp, 0) > 0) return []
  return [
    {
      message: '`turn:` is on and has no port',
      says: 'invalid TURN ports',
      fix: 'Set `udp_port: 3478`, or `tls_port: 5349`, or both',
      node: udp ?? tls ?? turn,
    },
  ]
}

function tlsRefusals(turn: ConfigNode, { facts, config }: Boot): Refusal[] {
  const port = nodeAt(turn, 'tls_port')
  if (port === undefined || integerOf(port, 0) <= 0) return []
  const found: Refusal[] = []
  const domain = nodeAt(turn, 'domain')
  if (stringOf(domain) === '')
    found.push({
      message: '`turn.tls_port` needs `turn.domain`',
      says: 'TURN domain required',
      fix: 'Set `turn.domain` to the name that the certificate is for',
      node: domain ?? port,
    })
  else if (domain && !DOMAIN.test(stringOf(domain)) && !isTemplate(domain))
    found.push({
      message: `\`turn.domain\` is ${isOfGuide(stringOf(domain)) ? 'the placeholder of a guide' : 'no domain name'}`,
      says: 'TURN domain is not correct',
      fix: isOfGuide(stringOf(domain))
        ? 'Write the name that the certificate of TURN is for'
        : 'Write the name alone, without scheme, port or path',
      node: domain,
    })
  if (isOn(nodeAt(turn, 'external_tls'))) return found
  const lacks = [
    ['cert_file', 'LIVEKIT_TURN_CERT'],
    ['key_file', 'LIVEKIT_TURN_KEY'],
  ].some(([name = '', variable = '']) => stringOf(nodeAt(turn, name)) === '' && !envOf(facts, config, variable))
  if (lacks)
    found.push({
      message: '`turn.tls_port` needs a certificate',
      says: 'TURN tls cert required',
      fix: 'Set `external_tls: true` where a proxy ends TLS, or `cert_file` and `key_file`',
      node: nodeAt(turn, 'external_tls') ?? port,
    })
  return found
}

/** An address needs one of the node's of its kind; anything but an IPv4 address counts as IPv6. */
function bindRefusals(turn: ConfigNode, { config }: Boot): Refusal[] {
  const binds = nodeAt(turn, 'bind_addresses')
  const nodeIp = nodeAt(config.node, 'rtc', 'node_ip')
  const items = filledItems(binds)
  if (binds && items.length === 0 && (isNull(binds) || binds.content.kind === 'list')) {
    const fix = 'Leave `bind_addresses` out, or name an address'
    return [
      {
        message: '`turn.bind_addresses` is empty',
        says: 'PacketConnConfigs and ConnConfigs are empty',
        fix,
        node: { ...binds, at: binds.keyAt ?? binds.at },
      },
    ]
  }
  const known = stringOf(nodeIp)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => isIpv4(part) || isIpv6(part))
  if (known.length === 0 || nodeIp === undefined || isOn(nodeAt(config.node, 'rtc', 'use_external_ip'))) return []
  const lacking =
    binds === undefined
      ? known.some((part) => isIpv4(part))
        ? []
        : [nodeIp]
      : items.filter((item) => !known.some((part) => isIpv4(part) === isIpv4(stringOf(item))))
  return lacking.map((node) => ({
    message: 'TURN listens on an address of a kind that `rtc.node_ip` has none of',
    says: 'no matching node IP for relay',
    fix: 'Name an address of both kinds in `node_ip`, or one of its kind in `turn.bind_addresses`',
    node,
    against: nodeIp === node ? undefined : nodeIp,
  }))
}
