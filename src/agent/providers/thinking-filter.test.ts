import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ThinkingFilter } from './thinking-filter.ts'

function filter(...tokens: string[]): string {
  const thinking = new ThinkingFilter()
  return tokens.map((token) => thinking.push(token)).join('') + thinking.end()
}

test.each([
  ['no thinking', ['Hel', 'lo'], 'Hello'],
  ['thinking in pieces', ['<th', 'ink>so', ' what</thi', 'nk>\n\nHel', 'lo'], 'Hello'],
  ['thinking in one piece', ['\n<think>x</think>Hello'], 'Hello'],
  ['a tag later on', ['Say <think> aloud'], 'Say <think> aloud'],
  ['an answer that only begins like the tag', ['<th'], '<th'],
  ['thinking without an end', ['<think>on and on'], ''],
])('%s', (_, tokens, spoken) => {
  expect(filter(...tokens)).toBe(spoken)
})

test('however it is cut, the thinking is left out and the answer is whole', () => {
  const text = '<think>a < b </thin k></think>The answer is 4.'
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), text.length]
      expect(filter(...ends.slice(1).map((end, i) => text.slice(ends[i], end)))).toBe('The answer is 4.')
    }),
  )
})
