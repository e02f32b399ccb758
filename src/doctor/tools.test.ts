import { expect, test } from 'vitest'
import { createTools } from './tools.ts'

test('the end undoes every step, also beside one that fails', async () => {
  const { tools, end } = createTools()
  const undone: string[] = []
  tools.atEnd(() => void undone.push('one'))
  tools.atEnd(() => Promise.reject(new Error('no')))
  tools.atEnd(() => void undone.push('two'))
  await end()
  expect(undone).toEqual(['one', 'two'])
})

test('nobody waits for a step that does not end', async () => {
  const { tools, end } = createTools()
  tools.atEnd(() => new Promise(() => {}))
  const began = performance.now()
  await end()
  expect(performance.now() - began).toBeLessThan(3000)
})
