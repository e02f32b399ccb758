import { expect, test } from 'vitest'
import { ignoresOf } from './ignore.ts'

const ignores = (text: string) => ignoresOf({ path: 'a', text, mode: null, git: 'none' })

test('a comment behind a value is about its own line, one that stands alone about the next', () => {
  const text = 'a: 1 # voicectl-ignore keys.weak: on this laptop only\n  # voicectl-ignore keys.default -- a demo\nb: 2\n'
  expect(ignores(text)).toEqual([
    { rule: 'keys.weak', reason: 'on this laptop only', file: 'a', line: 1, column: 6, about: 1 },
    { rule: 'keys.default', reason: 'a demo', file: 'a', line: 2, column: 3, about: 3 },
  ])
})

test('the reason may be missing, and is empty then', () => {
  expect(ignores('// voicectl-ignore a.b\n')).toMatchObject([{ rule: 'a.b', reason: '' }])
})
