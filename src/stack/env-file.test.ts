import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsEnvFile, parseEnvFile, patchEnvFile } from './env-file.ts'

test('names with their values and lines', () => {
  const file = parseEnvFile("# a comment\nA=1\nexport B = 'two words' # why\n\nC=\nA=3\n")
  expect(Object.fromEntries(file)).toEqual({ A: { value: '3', line: 6 }, B: { value: 'two words', line: 3 }, C: { value: '', line: 5 } })
})

test('a byte order mark is no part of the first name', () => {
  expect(Object.fromEntries(parseEnvFile('\uFEFFA=1\r\nB=2\r\n'))).toEqual({ A: { value: '1', line: 1 }, B: { value: '2', line: 2 } })
})

test('what looks like an assignment inside a quoted value is none', () => {
  const text = 'CERT="-----BEGIN\nA=inside\n-----END"\nA=outside\n'
  expect(parseEnvFile(text).get('A')).toEqual({ value: 'outside', line: 4 })
  expect(patchEnvFile(text, { A: 'new' })).toBe('CERT="-----BEGIN\nA=inside\n-----END"\nA=new\n')
})

test.each([
  ['A=\nB=1\n', 'A=new\nB=1\n'],
  ['A= # where to get it\n', 'A=new # where to get it\n'],
  ['A="x # y" # why\n', 'A=new # why\n'],
  ['export A=1\n', 'export A=new\n'],
  ['# A=old\nB=1', '# A=old\nB=1\nA=new\n'],
  ['A="one\ntwo"\nB=1\n', 'A=new\nB=1\n'],
  ['', 'A=new\n'],
  ['\uFEFFA=1\nB=1\n', '\uFEFFA=new\nB=1\n'],
  ['\uFEFFB=1\n', '\uFEFFB=1\nA=new\n'],
  ['A=1 # why\r\nB=1\r\n', 'A=new # why\r\nB=1\r\n'],
  ['A="one\r\ntwo"\r\nB=1\r\n', 'A=new\r\nB=1\r\n'],
  ['B=1\r\n', 'B=1\r\nA=new\r\n'],
])('in %j the value is set and the rest stays', (before, after) => {
  expect(patchEnvFile(before, { A: 'new' })).toBe(after)
})

test('of two assignments the one that counts is set', () => {
  const patched = patchEnvFile('A=1\nA=2\n', { A: 'new' })
  expect(parseEnv(patched)['A']).toBe('new')
})

test('nothing to set leaves the text as it is', () => {
  expect(patchEnvFile('A=1\n\n# end', {})).toBe('A=1\n\n# end')
})

const value = fc
  .string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("'", '"', '`', '\\', '#', ' ', '$', 'n', '=') },
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  })
  .filter(fitsEnvFile)

test('every value comes back as it was put in, and no other is touched', () => {
  fc.assert(
    fc.property(value, value, (kept, set) => {
      const before = patchEnvFile("CHANGED='x' # why\n", { KEPT: kept, EMPTY: '' })
      const after = parseEnvFile(patchEnvFile(before, { CHANGED: set, ADDED: set }))
      expect([...after].map(([name, entry]) => [name, entry.value])).toEqual([
        ['CHANGED', set],
        ['KEPT', kept],
        ['EMPTY', ''],
        ['ADDED', set],
      ])
    }),
  )
})

test.each(["it's", 'say "x"', '`tick`', '$HOME', 'back\\slash', `a'"b`, `a'"\`b`, "a'`\\n"])('%j survives', (text) => {
  expect(parseEnv(patchEnvFile('', { A: text }))['A']).toBe(text)
})

test.each(['two\nlines', `'"\``, `a'"\`#`, `a'"\` `])('%j, which no .env file can hold, is refused', (text) => {
  expect(fitsEnvFile(text)).toBe(false)
  expect(() => patchEnvFile('', { A: text })).toThrow(RangeError)
})
