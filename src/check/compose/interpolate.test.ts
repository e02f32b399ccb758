import { describe, expect, test } from 'vitest'
import { parseTree } from '../yaml-tree.ts'
import { textOf, nodeAt } from '../config-node.ts'
import { interpolate, interpolateTree, type Lookup } from './interpolate.ts'

const at = { file: '.env', line: 3, column: 5, length: 2 }
const values: Record<string, string> = { SET: 'value', EMPTY: '', A: 'a' }
const lookup: Lookup = (name) => (name === 'OPEN' ? null : name in values ? { value: values[name] ?? '', at } : undefined)

test.each([
  ['plain', 'plain'],
  ['${SET}', 'value'],
  ['$SET/x', 'value/x'],
  ['a$$b', 'a$b'],
  ['$${SET}', '${SET}'],
  ['${SET:-d}', 'value'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${NOT:-d}', 'd'],
  ['${NOT-}', ''],
  ['${NOT:-${SET}}', 'value'],
  ['${NOT:-${NEITHER:-x}y}z', 'xyz'],
  ['${SET:+x}', 'x'],
  ['${EMPTY:+x}', ''],
  ['${EMPTY+x}', 'x'],
  ['${NOT:+x}', ''],
  ['${SET:?must be set}', 'value'],
  ['${NOT:-http://localhost:7880}', 'http://localhost:7880'],
  ['100%$', '100%$'],
  ['${', '${'],
  ['${1x}', '${1x}'],
  ['$5', '$5'],
  ['${SET', '${SET'],
])('%s becomes %s', (template, text) => expect(interpolate(template, lookup).text).toBe(text))

describe('what no file sets', () => {
  test('leaves the value unknown, and says what is missing', () => {
    expect(interpolate('x${NOT}', lookup)).toEqual({ text: null, through: [], missing: [{ name: 'NOT', required: false }] })
    expect(interpolate('${NOT:?why}', lookup)).toMatchObject({ text: null, missing: [{ name: 'NOT', required: true }] })
    expect(interpolate('${EMPTY:?why}', lookup)).toMatchObject({ text: null, missing: [{ name: 'EMPTY', required: true }] })
  })

  test('does not count in an alternative that is not taken', () => {
    expect(interpolate('${SET:-${NOT:?why}}', lookup)).toMatchObject({ text: 'value', missing: [] })
  })

  test('is not missing where a file sets it to something unknown', () => {
    expect(interpolate('${OPEN:-x}', lookup)).toMatchObject({ text: null, missing: [] })
  })
})

test('says which lines of .env had a say', () => {
  expect(interpolate('${SET}${A}', lookup).through).toEqual([at, at])
})

test('takes no time with nested and endless templates', () => {
  for (const text of [
    '${A:-'.repeat(20_000),
    '$'.repeat(100_001),
    '${A}'.repeat(50_000),
    '${NOT:-$${'.repeat(10_000),
    '${SET:-}'.repeat(50_000),
  ]) {
    const start = performance.now()
    interpolate(text, lookup)
    expect(performance.now() - start).toBeLessThan(1500)
  }
})

test('in a tree fills in values and keys, and keeps how a value was written', () => {
  const [document] = parseTree('c.yaml', 'b: ${SET}\n"${A}": [1, "${NOT}"]\n').documents
  const tree = document && interpolateTree(document, lookup)
  expect(textOf(nodeAt(tree, 'b'))).toBe('value')
  expect(nodeAt(tree, 'b')?.through).toEqual([at])
  expect(nodeAt(tree, 'a')?.keyThrough).toEqual([at])
  expect(nodeAt(tree, 'a', 1)).toMatchObject({ open: true, content: { value: '${NOT}', raw: '${NOT}' } })
  expect(nodeAt(tree, 'b')?.content).toMatchObject({ raw: '${SET}' })
})

test('in a text that is read as YAML afterwards, a number is one, unless it stands in quotes', () => {
  const [document] = parseTree('c.yaml', 'port: ${PORT}\nquoted: "${PORT}"\non: ${ON:-true}\nempty: ${EMPTY}\nname: a-${PORT}\n').documents
  const values = new Map([
    ['PORT', '7880'],
    ['EMPTY', ''],
  ])
  const tree =
    document &&
    interpolateTree(document, (name) => (values.has(name) ? { value: values.get(name) ?? '', at } : undefined), { asYaml: true })
  const content = (name: string) => nodeAt(tree, name)?.content
  expect(content('port')).toEqual({ kind: 'scalar', value: 7880, raw: '7880' })
  expect(content('quoted')).toEqual({ kind: 'scalar', value: '7880', raw: '7880', quoted: true })
  expect(content('on')).toMatchObject({ value: true })
  expect(content('empty')).toMatchObject({ value: null })
  expect(content('name')).toMatchObject({ value: 'a-7880' })
})
