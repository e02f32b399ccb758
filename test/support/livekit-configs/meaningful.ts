import fc from 'fast-check'
import { withValue, type Tree } from './tree.ts'

type Put = (tree: Tree) => Tree

const ABSENT = null

/** A block whose entries are each left out, or one of some values. */
function block(path: string[], values: Record<string, (Tree | null)[]>): fc.Arbitrary<Put> {
  const entries = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, fc.constantFrom(...all)]))
  return fc.record(entries).map((chosen) => (tree) => {
    const set = Object.entries(chosen).flatMap(([name, value]) => (value === ABSENT ? [] : [[name, value] as [string, Tree]]))
    return set.reduce((all, [name, value]) => withValue(all, [...path, name], value), tree)
  })
}

/** Ports that nobody else is likely to have; where somebody has, the server says so, and that is no refusal. */
const port = (first: number) => String(first + (Math.floor(first / 7) % 50))

const turn = block(['turn'], {
  enabled: ['true', 'true', 'yes', 'false', ABSENT],
  tls_port: [port(23_100), '0', '-1', '70000', ABSENT],
  udp_port: [port(23_300), '0', '-1', '70000', ABSENT, ABSENT],
  domain: ['turn.example.com', 'turn', 'https://turn.example.com', 'turn.example.com.', '""', ABSENT],
  external_tls: ['true', 'true', 'false', ABSENT],
  bind_addresses: [['127.0.0.1'], [], '', ['null'], ['"::1"'], ABSENT, ABSENT],
  relay_range_start: ['30000', '0', '40001', ABSENT],
  relay_range_end: ['40000', '0', ABSENT],
  deny_peer_cidrs: [['10.0.0.0/8'], ['10.0.0.1'], ABSENT],
  ttl_seconds: ['300', '"300"', ABSENT, ABSENT, ABSENT],
})

const webhook = block(['webhook'], {
  api_key: ['APIdifferential', 'APIother', '""', '', ABSENT],
  urls: [['https://example.com/hook'], [], '', ['null'], ['""'], ABSENT],
})

const keys = fc
  .constantFrom<Tree>('{}', '', '""', '[a]', '{APIa: }', '{APIa: 1234}', '{APIa: {b: c}}', '{APIa: short}', 'APIa', '{1: 2}')
  .map(
    (value): Put =>
      (tree) =>
        withValue(tree, ['keys'], value),
  )

const selector = fc
  .tuple(
    block(['node_selector'], {
      kind: ['any', 'sysload', 'cpuload', 'regionaware', 'random', 'best', '""', '', ABSENT],
      sort_by: ['random', 'rooms', 'nothing', ABSENT],
      regions: [[], [{ name: 'here', lat: '1', lon: '2.5' }], [{ name: 'there' }], ABSENT],
    }),
    fc.constantFrom('here', 'elsewhere', '""', ABSENT),
  )
  .map(
    ([put, region]): Put =>
      (tree) =>
        region === ABSENT ? put(tree) : withValue(put(tree), ['region'], region),
  )

const media = block(['rtc'], {
  port_range_start: ['50000', '0', '60001', '65536', '70000', '""', ABSENT, ABSENT],
  port_range_end: ['60000', '50000', '0', '65536', '66000', ABSENT, ABSENT],
  udp_port: [
    port(24_100),
    `${port(24_200)}-${Number(port(24_200)) + 3}`,
    '24300-24200',
    '70000',
    '0',
    '24-25-26',
    'x',
    '[]',
    ABSENT,
    ABSENT,
  ],
  force_tcp: ['true', 'false', ABSENT, ABSENT, ABSENT],
  node_ip: ['127.0.0.1', '"127.0.0.1, ::1"', '10.0.0.256', '"::1"', 'localhost', '"1.2.3.4,5.6.7.8"', '"1.2.3.4,::1,::2"'],
})

const filters = block(['rtc', 'ips'], {
  includes: [['10.0.0.0/8'], ['10.0.0.1'], ['10.0.0.0/33'], ['""'], ['"fd00::/8"'], ['null'], ABSENT],
  excludes: [['192.168.1.0/24'], ['0.0.0.0/0'], ['all'], ABSENT, ABSENT],
})

/** Redis that is not there is the machine's affair; an address that can't be one is the config's. */
const redis = block(['redis'], {
  address: ['localhost', 'redis', '"redis://localhost:6379"', '""', '', '"::1:6379"'],
  db: ['0', '"0"', '1.5', ABSENT, ABSENT],
  pool_timeout: ['5s', '5', ABSENT, ABSENT],
  tls: ['{enabled: false}', '{enabled: no}', '{on: true}', '[]', ABSENT, ABSENT],
  sentinel_addresses: [[], ['null'], ['sentinel'], ABSENT, ABSENT, ABSENT],
})

const rooms = fc
  .constantFrom<Tree>(
    { any: { empty_timeout: '300' } },
    { any: { emptyTimeout: '300', agents: [{ agentName: 'a' }] } },
    { any: { empty_timeuot: '300' } },
    { any: { agents: [{ agent_name: 'a', metadata: 'b' }] } },
    { any: { agents: [{ name: 'a' }] } },
    { any: { agents: '{}' } },
    { any: '' },
    { any: { empty_timeout: '-1' } },
    { any: { empty_timeout: 'long' } },
    { any: { sync_streams: '"true"' } },
    { any: { tags: { a: 'b' } } },
  )
  .map(
    (value): Put =>
      (tree) =>
        withValue(tree, ['room', 'room_configurations'], value),
  )

const lists = block(['rtc'], {
  turn_servers: [
    [{ host: 'turn.example.com', port: '443', protocol: 'tls', secret: 'abc' }],
    [{ host: 'turn.example.com', port: '"443"' }],
    [{ host: 'turn.example.com', password: 'x' }],
    ['turn.example.com'],
    '',
    ABSENT,
  ],
  stun_servers: [['"stun.example.com:3478"'], '"stun.example.com:3478"', ABSENT],
})

/** Changes in which several settings have to agree. */
export const meaningful: fc.Arbitrary<Put> = fc.oneof(turn, turn, webhook, keys, selector, media, media, filters, redis, rooms, lists)
