import { expect, test } from 'vitest'
import { printableLine } from './printable-line.ts'

test.each([
  ['plain\ttext – नमस्ते', 'plain\ttext – नमस्ते'],
  ['na\nme\u001B[31m', 'na\uFFFDme'],
  ['\u0000\u0007\u001B', '\uFFFD\uFFFD\uFFFD'],
  ['a\u0085\u007Fb', 'a\uFFFD\uFFFDb'],
  ['\u202Egnp.exe\u2066', '\uFFFDgnp.exe\uFFFD'],
])('%j is printed as %j', (text, shown) => {
  expect(printableLine(text)).toBe(shown)
})
