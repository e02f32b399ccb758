import { expect, test } from 'vitest'
import { printable } from './printable.ts'

test('control characters and those that turn the direction of text go, everything else stays', () => {
  expect(printable('\u001B]0;title\u0007 \u009B31m\r \u007F\u0000')).toBe(']0;title 31m ')
  expect(printable('\u202Aa\u202E \u2066b\u2069')).toBe('a b')
  expect(printable('tab\tline\nनमस्ते “quoted” 👋🏽 é')).toBe('tab\tline\nनमस्ते “quoted” 👋🏽 é')
})
