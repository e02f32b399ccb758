import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { WordWrap } from './word-wrap.ts'

function wrap(width: number, indent: number, ...tokens: string[]): string {
  const layout = new WordWrap(width, indent)
  return tokens.map((token) => layout.push(token)).join('') + layout.end()
}

test('breaks between words and indents the next line', () => {
  expect(wrap(20, 4, 'one two three four five')).toBe('one two three\n    four five')
})

test('a word that comes in pieces stays whole', () => {
  expect(wrap(16, 4, 'one tw', 'o thr', 'ee four')).toBe('one two\n    three four')
})

test('signs above and below a letter take no column', () => {
  expect(wrap(12, 2, 'नमस्ते दुनिया')).toBe('नमस्ते दुनिया')
})

test('without a limit the text stays as it is', () => {
  expect(wrap(Infinity, 7, 'a b', ' c '.repeat(50), 'd')).not.toContain('\n')
})

test('no line is too long, no word is lost, however the text is cut', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 })
  fc.assert(
    fc.property(words, fc.nat({ max: 7 }), (list, size) => {
      const text = list.join(' ')
      const tokens = text.match(new RegExp(`.{1,${size + 1}}`, 'g')) ?? []
      const lines = wrap(20, 7, ...tokens).split('\n')
      expect(lines.every((line, i) => line.length + (i === 0 ? 7 : 0) <= 20)).toBe(true)
      expect(lines.map((line) => line.trim()).join(' ')).toBe(text)
    }),
  )
})
