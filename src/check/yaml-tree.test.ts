import { expect, test } from 'vitest'
import { entriesOf, itemsOf, nodeAt, numberOf, textOf } from './config-node.ts'
import { parseTree } from './yaml-tree.ts'

const tree = (text: string) => parseTree('a.yaml', text)
const root = (text: string) => tree(text).documents[0]

test('values have the places of their text, keys too', () => {
  const node = nodeAt(root('port: 7880\nrtc:\n  tcp_port: "7881" # media\n'), 'rtc', 'tcp_port')
  expect(node).toMatchObject({
    at: { file: 'a.yaml', line: 3, column: 13, length: 6 },
    keyAt: { line: 3, column: 3, length: 8 },
    content: { kind: 'scalar', value: '7881' },
  })
  expect(numberOf(node)).toBe(7881)
})

test('reads JSON, also indented by tabs, and several documents', () => {
  expect(textOf(nodeAt(root('{\n\t"trunk": {\n\t\t"name": "a"\n\t}\n}'), 'trunk', 'name'))).toBe('a')
  expect(tree('a: 1\n---\nb: 2\n').documents).toHaveLength(2)
})

test('follows aliases and merge keys; what is written beats what is merged', () => {
  const merged = nodeAt(root('base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n'), 'use')
  expect(entriesOf(merged).map(([name, node]) => [name, numberOf(node)])).toEqual([
    ['x', 1],
    ['y', 3],
  ])
})

test('a syntax error is a fault at its place, and the rest is read', () => {
  const { documents, faults } = tree('a: 1\nb: [1, 2\nc: 3\n')
  expect(faults[0]).toMatchObject({ kind: 'syntax', at: { line: 3 } })
  expect(textOf(nodeAt(documents[0], 'a'))).toBe('1')
})

test('a key given twice is a fault', () => {
  expect(tree('a: 1\na: 2\n').faults).toMatchObject([{ kind: 'syntax', at: { line: 2 } }])
})

test.each([
  ['aliases that multiply', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${bomb()}`, 'aliases'],
  ['an alias of itself', 'a: &a [1, *a]\n', 'aliases'],
  ['brackets without end', '['.repeat(100_000), 'syntax'],
  ['lists in lists', '- '.repeat(50_000), 'syntax'],
  ['indentation without end', Array.from({ length: 1000 }, (_, depth) => `${'  '.repeat(depth)}k:`).join('\n'), 'syntax'],
])('refuses %s', (_, text, kind) => {
  expect(tree(text).faults.map((fault) => fault.kind)).toContain(kind)
})

test('a long file is no bomb, also with an alias', () => {
  const long = Array.from({ length: 600 }, (_, index) => `k${index}: [${Array(100).fill(1).join(',')}]`).join('\n')
  expect(tree(long).faults).toEqual([])
  expect(tree(`a: &a [1]\nb: *a\n${long}`).faults).toEqual([])
})

test('an unknown alias and an unknown tag do not stop it', () => {
  expect(itemsOf(nodeAt(root('a: [*nope, !!binary aGk=, !x y]\n'), 'a'))).toHaveLength(3)
})

function bomb(): string {
  return ['b', 'c', 'd', 'e', 'f', 'g', 'h']
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
    .join('\n')
}
