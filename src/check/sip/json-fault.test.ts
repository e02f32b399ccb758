import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFault } from './json-fault.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)

test.each([
  ['{"a": [1, -2.5e3, "x\\n\\u00e4", true, null, {}]}', null],
  ['  []\n', null],
  ['{"a": 1,}', 8],
  ['[1,]', 3],
  ['{"a": x}', 6],
  ["{'a': 1}", 1],
  ['{"a" 1}', 5],
  ['{"a": 1} {}', 9],
  ['{"a": "un\nended"}', 6],
  ['{"a": [1}', 8],
  ['', 0],
  ['// a\n{}', 0],
  ['\u{FEFF}{}', 0],
])('%j is no JSON from offset %j on', (text, expected) => {
  expect(jsonFault(text)).toBe(expected)
})

test('a string of megabytes is no trouble', () => {
  expect(jsonFault(JSON.stringify(['\\"é'.repeat(1_000_000)]))).toBeNull()
})

test('agrees with JSON.parse', () => {
  const text = fc.oneof(
    fc.json(),
    fc
      .tuple(fc.json(), fc.nat(60), fc.constantFrom(...',:{}[]"x1 \n\\-'.split('')))
      .map(([json, at, more]) => json.slice(0, at) + more + json.slice(at)),
    fc.tuple(fc.json(), fc.nat(60)).map(([json, at]) => json.slice(0, at) + json.slice(at + 1)),
  )
  fc.assert(
    fc.property(text, (content) => {
      expect(jsonFault(content) === null).toBe(isJson(content))
    }),
    { numRuns: runs },
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
