import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Document, isCollection, isScalar, parse, parseDocument, visit } from 'yaml'
import { patchYaml, withoutAliases } from './patch-yaml.ts'

const key = fc.oneof(fc.constantFrom('name', 'numbers', 'headers', 'a b', '1', 'x: y'), fc.string({ minLength: 1, maxLength: 4 }))
const scalar = fc.oneof(
  fc.constantFrom('+1555', '${SIP_PASSWORD}', 'a, b', 'two\nlines', ' # no comment', '', '- x', '*n', '...', 'no'),
  fc.string({ maxLength: 6 }),
  fc.integer(),
  fc.boolean(),
)
const { node } = fc.letrec<{ node: unknown; list: unknown[]; map: object }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('node'), { maxLength: 3 }),
  map: fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }),
}))
const map = fc
  .dictionary(key, node, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))

interface Style {
  indent: number
  indentSeq: boolean
  flow: boolean[]
  comments: boolean[]
  newLine: string
  end: string
}
const style: fc.Arbitrary<Style> = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  flow: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  comments: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  newLine: fc.constantFrom('\n', '\r\n'),
  end: fc.constantFrom('\n', '', '\n\n', '\n...\n', '\n# end\n'),
})

/** The same values as different people write them. */
function written(value: object, { indent, indentSeq, flow, comments, newLine, end }: Style): string {
  const document = new Document(value)
  let count = 0
  visit(document, (_, part) => {
    if (isCollection(part)) part.flow = flow[count % flow.length] ?? false
    if (isScalar(part) && comments[count % comments.length]) part.comment = ` comment ${count}`
    count += 1
  })
  const text = document.toString({ indent, indentSeq, lineWidth: 0 })
  return text.replace(/\n$/, end).replaceAll('\n', newLine)
}

test('whatever is written, the text says what it is to say, in its own line ends, and says the same where nothing changes', () => {
  fc.assert(
    fc.property(map, map, style, (before, after, look) => {
      const text = written(before, look)
      fc.pre(parseDocument(text).errors.length === 0 && JSON.stringify(parse(text)) === JSON.stringify(before))
      expect(patchYaml(text, before)).toBe(text)
      const wanted = { ...before, ...after }
      const patched = patchYaml(text, wanted)
      expect(parse(patched), patched).toEqual(wanted)
      if (text.includes('\r\n')) expect(patched.replaceAll('\r\n', '')).not.toContain('\n')
      else expect(patched).not.toContain('\r')
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['numbers:\n  - a # uno\n', { numbers: ['a', 'b'] }, 'numbers:\n  - a # uno\n  - b\n'],
  ['inbound: # x\n  - a\n', { inbound: ['a', 'b'] }, 'inbound: # x\n  - a\n  - b\n'],
  ['in:\n- a\n# of it\nout: [x,y]\n', { in: ['a', 'b'], out: ['x', 'y'] }, 'in:\n- a\n- b\n# of it\nout: [x,y]\n'],
  ['a: [x] # c\n', { a: ['x', 'y'] }, 'a: [x, y] # c\n'],
  ['a: [ x ] # c\n', { a: ['x', { b: ['y'] }] }, 'a: [ x, { b: [ y ] } ] # c\n'],
  ['a: [x, # x\n  y, # y\n  ]\n', { a: ['x'] }, 'a: [x, # x\n   # y\n  ]\n'],
  ['a: {x: 1, y: 2}\n', { a: { y: 2 } }, 'a: {y: 2}\n'],
  ['a: [] # none\nb: 1\n', { a: [{ c: 1, d: 2 }], b: 1 }, 'a: # none\n  - c: 1\n    d: 2\nb: 1\n'],
  ['a:\n  - x: 1 # x\n    # of y\n    y: 2 # y\n', { a: [{ y: 2 }] }, 'a:\n  - y: 2 # y\n'],
  ['a:\n  b: "x" # b\n  c: |\n    text\nd: 1\n', { a: { b: 'y', c: 'line' }, d: 1 }, 'a:\n  b: "y" # b\n  c: line\nd: 1\n'],
  ['a: 1\n...\n', { a: 1, b: 2 }, 'a: 1\n\nb: 2\n...\n'],
  ['a: 1\r\nb: [x]\r\n', { a: 1, b: ['x', 'y'], c: [1] }, 'a: 1\r\nb: [x, y]\r\n\r\nc:\r\n  - 1\r\n'],
  ['{a: 1}', { a: 1, b: { c: 2 } }, '{a: 1, b: {c: 2}}'],
  ['a: {b}\n', { a: { b: { c: 1 } } }, 'a: {b: {c: 1}}\n'],
])('%j changes at one place only', (text, value, expected) => {
  expect(patchYaml(text, value)).toBe(expected)
})

test('the order of names counts where it is said to', () => {
  expect(patchYaml('m:\n  a: 1\n', { m: { b: 2, a: 1 } }, { ordered: () => true })).toBe('m:\n  b: 2\n  a: 1\n')
})

test('an alias becomes what it stands for', () => {
  expect(withoutAliases('a: &x [1, 2]\nb: *x # b\nc: &y 3\nd: *y\n', (source) => isCollection(source))).toBe(
    'a: &x [1, 2]\nb: [1, 2] # b\nc: &y 3\nd: *y\n',
  )
})
