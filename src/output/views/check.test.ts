import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { Finding } from '../../core/finding.ts'
import { glyphs, type Style } from '../terminal.ts'
import { viewCheck } from './check.ts'

const style: Style = { color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width: 80 }

function shown(places: number): string {
  const finding: Finding = {
    id: 'images.latest',
    severity: 'warning',
    message: `${places} images have no version`,
    why: 'They change.',
    fix: { text: 'Write one' },
    places: Array.from({ length: places }, (_, index) => ({ file: 'compose.yaml', line: index + 1, column: 3, length: 1 })),
    edits: [],
  }
  const lines = (_file: string, line: number) => ({ text: `  image-${line}`, columnOf: (column: number) => column })
  return viewCheck({ findings: [finding], files: 1, ignored: 0, fixed: null, lines }, style)
}

test('of many places the first ones are drawn, and how many there are is said', () => {
  const text = shown(57)
  expect(text.match(/compose\.yaml:\d+/g)).toEqual(['compose.yaml:1', 'compose.yaml:2', 'compose.yaml:3', 'compose.yaml:4'])
  expect(text).toContain('and 53 more places; --json names them all')
})

test('places that fit are drawn all', () => {
  expect(shown(5).match(/compose\.yaml:\d+/g)).toHaveLength(5)
  expect(shown(5)).not.toContain('more places')
})
