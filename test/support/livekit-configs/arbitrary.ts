import fc from 'fast-check'
import { livekitSchema } from '../../../src/check/schemas/livekit-schema.ts'
import type { Fields, Scalar, Shape } from '../../../src/check/schemas/shape.ts'
import { meaningful } from './meaningful.ts'
import { render, withValue, type Tree } from './tree.ts'

interface Leaf {
  path: string[]
  kind: Scalar | 'block' | 'list'
}

/** What depends on the machine, its network and its files, or makes the server crash at some later time. */
const ELSEWHERE =
  /^(bind_addresses|key_file|keys|redis|webhook|turn|node_selector|region|node_stats\.stats_update_interval|rtc\.(use_external_ip|batch_io|turn_servers|stun_servers)|room\.room_configurations)(\.|$)/
const QUEUES = /buffer_size$/
const RAW = [
  'null',
  '~',
  '""',
  'true',
  '"true"',
  'yes',
  '"no"',
  'Off',
  '0',
  '-1',
  '7',
  '"7"',
  '7.9',
  '1e3',
  '070',
  '08',
  '0x1F',
  '0b11',
  '0o17',
  '1_0',
  '300',
  '70000',
]
const MORE = [
  'abc',
  '5s',
  '"5s"',
  '1h30m',
  '-5s',
  '5 s',
  '"0"',
  '1.5',
  '+5',
  '10-20',
  '20-10',
  '7882-7892',
  '10.0.0.1',
  '"10.0.0.1,::1"',
  '2001-01-01',
  '.inf',
  '[]',
  '{}',
  '[a]',
  '{a: b}',
  '|-\n  text',
]
const HUGE = ['5000000000', '99999999999999999999']
const FITTING: Record<Leaf['kind'], string[]> = {
  bool: ['true', 'False', 'on', '"yes"'],
  string: ['abc', '"a b"', '12', 'true'],
  int: ['0', '12', '1_000', '0x10'],
  int32: ['0', '-1', '400'],
  int64: ['0', '100000', '1e5'],
  uint: ['0', '3'],
  uint8: ['0', '30', '255'],
  uint16: ['0', '40000'],
  uint32: ['0', '50', '4294967295'],
  uint64: ['0', '18446744073709551615'],
  float: ['0.5', '1', '.5', '1e3'],
  duration: ['5s', '"1.5h"', '100ms', '1m30s'],
  'port-range': ['', '"0"'],
  'node-ip': ['127.0.0.1'],
  'message-uint32': ['5'],
  'message-bool': ['true'],
  'message-enum': ['JRP_NEVER'],
  any: ['{a: 1}'],
  block: ['{}', 'null', ''],
  list: ['[]', 'null'],
}
const PORTS = /(^|[._])(tcp_)?port$|port_range/

function leavesOf(fields: Fields): Leaf[] {
  const found: Leaf[] = []
  const visit = (shape: Shape, path: string[]): void => {
    if (typeof shape === 'string') found.push({ path, kind: shape })
    else if (Array.isArray(shape)) {
      found.push({ path, kind: 'list' })
      visit(shape[0] as Shape, [...path, '[]'])
    } else {
      found.push({ path, kind: 'block' })
      for (const [name, child] of Object.entries(shape as Fields)) visit(child, [...path, name === '*' ? 'any' : name === '#' ? '1' : name])
    }
  }
  for (const [name, shape] of Object.entries(fields)) visit(shape, [name])
  return found
}

const leaves = leavesOf(livekitSchema).filter(({ path }) => !ELSEWHERE.test(path.join('.')))
/** It listens on no port of its own choice, and names the address by which it is known. */
const base: Tree = {
  port: '0',
  bind_addresses: ['127.0.0.1'],
  keys: { APIdifferential: '"0123456789012345678901234567890123456789"' },
  rtc: { tcp_port: '0', node_ip: '127.0.0.1' },
}

const setting = fc
  .constantFrom(...leaves.filter(({ path }) => !PORTS.test(path.join('.'))))
  .chain((leaf) => fc.constantFrom(...FITTING[leaf.kind]).map((value) => (tree: Tree) => withValue(tree, leaf.path, value)))
const wrongValue = fc
  .constantFrom(...leaves)
  .chain((leaf) =>
    fc
      .constantFrom(...RAW, ...MORE, ...(QUEUES.test(leaf.path.join('.')) ? [] : HUGE))
      .map((value) => (tree: Tree) => withValue(tree, leaf.path, value)),
  )
/** A letter is lost, doubled, swapped, or in capitals. */
const slip = fc
  .record({ leaf: fc.constantFrom(...leaves), at: fc.nat(40), how: fc.constantFrom('lost', 'double', 'swap', 'capital') })
  .map(({ leaf, at, how }) => (tree: Tree) => {
    const named = leaf.path.findLastIndex((name) => name !== '[]' && name !== '1')
    const name = leaf.path[named] ?? ''
    const i = at % name.length
    const letter = name[i] ?? ''
    const middle = { lost: '', double: letter + letter, swap: `${name[i + 1] ?? ''}${letter}`, capital: letter.toUpperCase() }[how]
    const slipped = name.slice(0, i) + middle + name.slice(i + (how === 'swap' ? 2 : 1))
    return withValue(tree, [...leaf.path.slice(0, named), slipped === '' ? 'x' : slipped], FITTING[leaf.kind][0] ?? '')
  })
/** What is wrong with the text as a whole. */
const text = fc.constantFrom(
  (body: string) => `${body}port: 0\n`,
  (body: string) => `${body}<<: {region: here}\n`,
  (body: string) => `x: &x {region: here}\n${body}`,
  (body: string) => `${body}region: *nowhere\n`,
  (body: string) => `${body}room: {empty_timeout: 300\n`,
  (body: string) => `---\n${body}---\nport: nonsense\n`,
  (body: string) => `# a comment\n${body}\n# another\n`,
  (body: string) => body.replaceAll('\n', '\r\n'),
  () => '- a\n- b\n',
  () => 'just text\n',
  () => '# nothing but a comment\n',
)

const change = fc.oneof(
  { weight: 4, arbitrary: wrongValue },
  { weight: 2, arbitrary: slip },
  { weight: 6, arbitrary: meaningful },
  { weight: 2, arbitrary: fc.constant((tree: Tree) => tree) },
)

/** Configs of livekit-server: fitting settings, and often something that the server may refuse. */
export const configs: fc.Arbitrary<string> = fc
  .record({
    settings: fc.array(setting, { maxLength: 3 }),
    change,
    whole: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: text }),
  })
  .map(({ settings, change: apply, whole }) => {
    const body = render(apply(settings.reduce<Tree>((tree, put) => put(tree), base)))
    return whole ? whole(body) : body
  })
