import { isIPv6 } from 'node:net'
import type { StackConfig } from '../stack/schema.ts'
import { isPrivate } from '../platform/private-address.ts'
import { isLoopback } from './addresses.ts'
import { fillTemplate, type Setting } from './yaml-template.ts'

const DEFAULT_MEDIA_RANGE: PortRange = [50_000, 60_000]
const LOCAL_UDP_PORT = 7882
/** turn.udp_port of the template. */
const TURN_PORT = 3478
/** Where TURN may relay from; the first range that leaves the media ports alone is taken. */
const RELAY_RANGES: PortRange[] = [
  [30_000, 40_000],
  [40_001, 49_999],
  [20_001, 29_999],
]

type PortRange = [start: number, end: number]

/** livekit.yaml of a stack that runs its own LiveKit server, from the template of its target. Holds no keys. */
export function livekitYaml(template: string, config: StackConfig): string {
  const own = config.target === 'self-hosted' ? selfHostedSettings(config) : localSettings(config)
  const { livekit, telephony } = config
  return fillTemplate(template, [
    [['port'], livekit.port],
    [['rtc', 'tcp_port'], livekit.tcpPort],
    [['rtc', 'node_ip'], livekit.nodeIp],
    ...own,
    telephony.enabled ? [['redis', 'address'], `127.0.0.1:${telephony.redisPort}`] : [['redis'], undefined],
    [['logging', 'level'], livekit.logLevel],
  ])
}

function localSettings({ livekit, web }: StackConfig): Setting[] {
  const range = mediaRange(livekit.udpPortRange)
  const settings: Setting[] = isLoopback(web.host) ? [] : [[['bind_addresses'], undefined]]
  if (!range) return [...settings, [['rtc', 'udp_port'], livekit.udpPort ?? LOCAL_UDP_PORT]]
  return [...settings, [['rtc', 'udp_port'], undefined], [['rtc', 'port_range_start'], range[0]], [['rtc', 'port_range_end'], range[1]]]
}

function selfHostedSettings({ livekit }: StackConfig): Setting[] {
  const { nodeIp, udpPort } = livekit
  const range = mediaRange(livekit.udpPortRange) ?? DEFAULT_MEDIA_RANGE
  // The server takes a range before a single port, so only one of them may be there.
  const ports: Setting[] = udpPort
    ? [
        [['rtc', 'udp_port'], udpPort],
        [['rtc', 'port_range_start'], undefined],
        [['rtc', 'port_range_end'], undefined],
      ]
    : [
        [['rtc', 'udp_port'], undefined],
        [['rtc', 'port_range_start'], range[0]],
        [['rtc', 'port_range_end'], range[1]],
      ]
  const relay = relayRange(livekit)
  return [
    ...ports,
    [['rtc', 'use_external_ip'], nodeIp === undefined],
    [['turn', 'relay_range_start'], relay[0]],
    [['turn', 'relay_range_end'], relay[1]],
    // The relay listens on IPv4 and ends the server where the node has no such address.
    [['turn', 'bind_addresses'], nodeIp && isIPv6(nodeIp) ? ['::'] : undefined],
    [['turn', 'allow_restricted_peer_cidrs'], nodeIp && isPrivate(nodeIp) ? [`${nodeIp}/${isIPv6(nodeIp) ? 128 : 32}`] : undefined],
  ]
}

/** The ports of a self-hosted stack that the world must reach, as `7881/tcp` or `50000-60000/udp`; 80 and 443 are Caddy's. */
export function publicPorts({ livekit, telephony }: StackConfig): string[] {
  const media = livekit.udpPort ?? (mediaRange(livekit.udpPortRange) ?? DEFAULT_MEDIA_RANGE).join('-')
  const server = ['80/tcp', '443/tcp', `${livekit.tcpPort}/tcp`, `${media}/udp`, `${TURN_PORT}/udp`, `${relayRange(livekit).join('-')}/udp`]
  return telephony.enabled ? [...server, ...SIP_PORTS] : server
}

/** What livekit-sip listens on unless its own config says otherwise. */
const SIP_PORTS = ['5060/udp', '5060/tcp', '10000-20000/udp']

function relayRange({ udpPort, udpPortRange }: StackConfig['livekit']): PortRange {
  const media = udpPort ? ([udpPort, udpPort] satisfies PortRange) : (mediaRange(udpPortRange) ?? DEFAULT_MEDIA_RANGE)
  return RELAY_RANGES.find((candidate) => !overlaps(candidate, media)) ?? DEFAULT_MEDIA_RANGE
}

function mediaRange(range: string | undefined): PortRange | null {
  if (range === undefined) return null
  const [start = 0, end = 0] = range.split('-').map(Number)
  return [start, end]
}

function overlaps(a: PortRange, b: PortRange): boolean {
  return a[0] <= b[1] && b[0] <= a[1]
}
