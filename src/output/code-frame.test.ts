import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { codeFrame } from './code-frame.ts'
import { glyphs, type Style } from './style.ts'

const style = (width = 80): Style => ({ color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width })
const TEXTS = ['port: 7880', '\tkey: ••••••', `${'x'.repeat(100)} here ${'y'.repeat(100)}`]
const lines = (_: string, line: number) => ({ text: TEXTS[line - 1] ?? '', columnOf: (column: number) => Math.min(column, 250) })
const frame = (line: number, column: number, length: number, width?: number) =>
  codeFrame({ file: 'a.yaml', line, column, length }, lines, { style: style(width), gutter: 2 })

test('shows the line and what is meant on it', () => {
  expect(frame(1, 7, 4)).toEqual(['   ╭─ a.yaml:1:7', ' 1 | port: 7880', '   |       ^^^^'])
})

test('stays within a hidden value and steps over tabs', () => {
  expect(frame(2, 7, 40)).toEqual(['   ╭─ a.yaml:2:7', ' 2 |   key: ••••••', '   |        ^^^^^^'])
})

test('a line that is too wide is cut around the place', () => {
  const [, text = '', carets = ''] = frame(3, 102, 4, 60)
  expect(text.length).toBeLessThanOrEqual(60)
  expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('here')
})

test('a file that was not read has a place only', () => {
  expect(codeFrame({ file: 'b', line: 9, column: 1, length: 0 }, () => undefined, { style: style(), gutter: 2 })).toEqual(['   ╭─ b:9:1'])
})
