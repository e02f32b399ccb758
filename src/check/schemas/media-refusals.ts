import { nodeAt, type ConfigNode } from '../config-node.ts'
import { filledItems, integerOf, isNull, isOn, isTemplate, stringOf, type Boot, type Refusal } from './refusal.ts'
import { isCidr } from './scalar-problem.ts'

const LARGEST = 65_535

/** What of `rtc:` the server refuses. */
export function mediaRefusals({ config }: Boot): Refusal[] {
  const rtc = nodeAt(config.node, 'rtc')
  return [...filterRefusals(rtc), ...rangeRefusals(rtc), ...muxRefusals(rtc), ...tcpRefusals(rtc)]
}

function filterRefusals(rtc: ConfigNode | undefined): Refusal[] {
  return ['includes', 'excludes'].flatMap((side) =>
    filledItems(nodeAt(rtc, 'ips', side))
      .filter((item) => !isCidr(stringOf(item)) && !isTemplate(item))
      .map((node) => ({
        message: `An entry of \`rtc.ips.${side}\` is no network`,
        says: 'invalid CIDR address',
        fix: 'Write a network with its prefix length, such as 10.0.0.0/16; a single address ends in /32',
        node,
      })),
  )
}

/** The server keeps the lower 16 bits of both, and wants them in order. */
function rangeRefusals(rtc: ConfigNode | undefined): Refusal[] {
  const [startNode, endNode] = [nodeAt(rtc, 'port_range_start'), nodeAt(rtc, 'port_range_end')]
  const [start, end] = [integerOf(startNode, 0), integerOf(endNode, 0)]
  if (isOn(nodeAt(rtc, 'force_tcp')) || start === 0 || end === 0 || startNode === undefined) return []
  if ((end & LARGEST) >= (start & LARGEST)) return []
  return [
    {
      message: '`rtc.port_range_end` is below `rtc.port_range_start`',
      says: 'invalid port',
      fix: 'Write the lower port as `port_range_start`',
      node: endNode ?? startNode,
      against: startNode,
    },
  ]
}

/** The port of all media, where no range is set. */
function muxRefusals(rtc: ConfigNode | undefined): Refusal[] {
  const mux = nodeAt(rtc, 'udp_port')
  const ranged = integerOf(nodeAt(rtc, 'port_range_start'), 0) > 0 && integerOf(nodeAt(rtc, 'port_range_end'), 0) > 0
  const first = Number.parseInt(stringOf(mux), 10)
  if (mux === undefined || ranged || isOn(nodeAt(rtc, 'force_tcp')) || !(first > 0)) return []
  if (first > LARGEST)
    return [{ message: '`rtc.udp_port` is above 65535', says: 'bind: invalid argument', fix: 'Write a port from 1 to 65535', node: mux }]
  const batch = nodeAt(rtc, 'batch_io')
  const size = nodeAt(batch, 'batch_size')
  if (size === undefined || integerOf(size, 0) <= 0 || isPositiveDuration(nodeAt(batch, 'max_flush_interval'))) return []
  return [
    {
      message: '`rtc.batch_io.batch_size` needs `max_flush_interval`',
      says: 'non-positive interval for NewTicker',
      fix: 'Set `max_flush_interval: 2ms` beside it',
      node: size,
    },
  ]
}

function isPositiveDuration(node: ConfigNode | undefined): boolean {
  const text = stringOf(node)
  return /[1-9]/.test(text) && !text.startsWith('-')
}

/** Values with which the server starts and crashes at once. */
export function crashRefusals({ config }: Boot): Refusal[] {
  const queues = [
    ['psrpc', 'buffer_size'],
    ['signal_relay', 'stream_buffer_size'],
  ].flatMap((path) => {
    const node = nodeAt(config.node, ...path)
    if (node === undefined || integerOf(node, 0) >= 0) return []
    return [{ message: `\`${path.join('.')}\` is below 0`, says: 'makechan: size out of range', fix: 'Write 1000, or leave it out', node }]
  })
  const jaeger = nodeAt(config.node, 'trace', 'jaeger_url')
  const isNoHost = /\s/.test(/^(?:https?:\/\/)?([^/?#]*)/.exec(stringOf(jaeger))?.[1] ?? '')
  if (jaeger && isNoHost)
    queues.push({
      message: '`trace.jaeger_url` is no address',
      says: 'invalid character in host name',
      fix: 'Write host and port, or a URL',
      node: jaeger,
    })
  const interval = nodeAt(config.node, 'node_stats', 'stats_update_interval')
  if (interval === undefined || isNull(interval) || isPositiveDuration(interval)) return queues
  return [
    ...queues,
    {
      message: '`node_stats.stats_update_interval` is not above 0',
      says: 'non-positive interval for NewTicker',
      fix: 'Write 2s, or leave it out',
      node: interval,
    },
  ]
}

/** An address without its port; several are given by sentinels and clusters. */
export function redisRefusals({ config }: Boot): Refusal[] {
  const redis = nodeAt(config.node, 'redis')
  const sentinels = filledItems(nodeAt(redis, 'sentinel_addresses'))
  const cluster = filledItems(nodeAt(redis, 'cluster_addresses'))
  const address = nodeAt(redis, 'address')
  const used = sentinels.length > 0 ? sentinels : cluster.length > 0 ? cluster : address ? [address] : []
  return used.flatMap((node) => {
    const text = stringOf(node)
    if (text === '' || isTemplate(node) || isHostAndPort(text)) return []
    const hasScheme = text.includes('://')
    return [
      {
        message: hasScheme ? 'The Redis address is a URL' : 'The Redis address is no host with a port',
        says: `unable to connect to redis: dial tcp: ${text.includes(':') ? 'too many colons in address' : 'missing port in address'}`,
        fix: 'Write host and port with a colon between, such as 127.0.0.1:6379',
        node,
      },
    ]
  })
}

/** True for what Go can dial: `host:port`, with the port's number, and IPv6 in brackets. */
export function isHostAndPort(text: string): boolean {
  return /^(\[[^\]]+\]|[^:[\]]*):\w*$/.test(text)
}

function tcpRefusals(rtc: ConfigNode | undefined): Refusal[] {
  const node = nodeAt(rtc, 'tcp_port')
  if (!isOn(nodeAt(rtc, 'force_tcp')) || node === undefined || integerOf(node, 7881) !== 0) return []
  return [
    {
      message: '`rtc.force_tcp` is on and `rtc.tcp_port` is 0',
      says: 'TCP is forced but not configured',
      fix: 'Set `tcp_port`, or leave out `force_tcp`',
      node,
    },
  ]
}

/** Ports that no machine has, and a server without an address to listen on. */
export function portRefusals({ config }: Boot): Refusal[] {
  const binds = nodeAt(config.node, 'bind_addresses')
  const nowhere = binds?.content.kind === 'list' && filledItems(binds).length === 0 ? [binds] : []
  const paths = [['port'], ['prometheus_port'], ['prometheus', 'port'], ['debug_handler', 'port'], ['rtc', 'tcp_port']]
  const silent = nowhere.map((node) => ({
    message: '`bind_addresses` is empty',
    says: 'could not start server',
    fix: 'Leave `bind_addresses` out, or name an address',
    node: { ...node, at: node.keyAt ?? node.at },
  }))
  const above = paths.flatMap((path) => {
    const node = nodeAt(config.node, ...path)
    if (node === undefined || integerOf(node, 0) <= LARGEST) return []
    return [{ message: `\`${path.join('.')}\` is above 65535`, says: 'invalid port', fix: 'Write a port from 1 to 65535', node }]
  })
  return [...silent, ...above]
}
