import { expect, test } from 'vitest'
import { factsOf } from '../../../test/support/check-facts.ts'

function read(text: string, path = 'agent/Dockerfile') {
  const { all } = factsOf({ [path]: text })
  return { env: all('env'), images: all('base-image').map(({ image }) => [image.value, image.at.line, image.at.column]) }
}

test('ENV and ARG in their spellings', () => {
  const { env } = read(
    'ARG BASE=3.12\nFROM python:${BASE}-slim AS base\nENV A=1 B="two words" \\\n    C=x\\ y\nENV OLD some text\nARG NEXT_PUBLIC_LIVEKIT_URL\nARG D=$A\nRUN export E=1\n',
  )
  expect(env.map(({ name, value, at }) => [name, value?.value, at.line, at.column])).toEqual([
    ['BASE', '3.12', 1, 5],
    ['A', '1', 3, 5],
    ['B', 'two words', 3, 9],
    ['C', 'x\\ y', 4, 5],
    ['OLD', 'some text', 5, 5],
    ['D', '1', 7, 5],
  ])
  expect(env[2]?.value?.at).toMatchObject({ line: 3, column: 11, length: 11 })
  expect(env[0]).toMatchObject({ user: 'agent', in: 'dockerfile' })
})

test('FROM, without the stages of the file itself', () => {
  const { images } = read(
    'ARG V=v1\nFROM --platform=linux/amd64 node:20 AS Build\nFROM livekit/egress:${V}\nCOPY --from=build /a /a\nFROM build\nFROM ${UNSET}\nFROM scratch\n',
  )
  expect(images).toEqual([
    ['node:20', 2, 29],
    ['livekit/egress:v1', 3, 6],
  ])
})

test.each(['FROM', 'FROM x\nENV', 'FROM x\nENV =\nENV A\nENV A="\\\n', 'FROM x\nENV A=${', 'FROM \\'])('odd text: %j', (text) => {
  expect(() => read(text, 'web.Dockerfile')).not.toThrow()
})
