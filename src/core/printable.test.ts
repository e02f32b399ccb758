import { expect, test } from 'vitest'
import { printable, printableLine } from './printable.ts'

test('control characters and those that turn the direction of text go, everything else stays', () => {
  expect(printable('\u001B]0;title\u0007 \u009B31m\r \u007F\u0000')).toBe(']0;title 31m ')
  expect(printable('\u202Aa\u202E \u2066b\u2069')).toBe('a b')
  expect(printable('tab\tline\nनमस्ते “quoted” 👋🏽 é')).toBe('tab\tline\nनमस्ते “quoted” 👋🏽 é')
})

test.each([
  ['plain\ttext – नमस्ते', 'plain\ttext – नमस्ते'],
  ['na\nme\u001B[31m', 'na\uFFFDme'],
  ['\u0000\u0007\u001B', '\uFFFD\uFFFD\uFFFD'],
  ['a\u0085\u007Fb', 'a\uFFFD\uFFFDb'],
  ['\u202Egnp.exe\u2066', '\uFFFDgnp.exe\uFFFD'],
])('%j is printed on one line as %j', (text, shown) => {
  expect(printableLine(text)).toBe(shown)
})
