import { expect, test } from 'vitest'
import { carryOut, type Done, type Step } from './carry-out.ts'

const done: Done = { id: null, differs: [] }

function step(name: string, run: () => Promise<Done>, after: Step[] = []): Step {
  return { change: { action: 'create', kind: 'lamp', name, id: null, fields: [] }, after, run }
}

test('steps run after what they wait for, several at one time', async () => {
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const a = step('a', async () => {
    await gate.promise
    order.push('a')
    return { id: 'A', differs: [] }
  })
  const b = step('b', async () => {
    order.push('b')
    gate.resolve()
    return done
  })
  const c = step(
    'c',
    async () => {
      order.push('c')
      return done
    },
    [a, b],
  )
  const receipts = await carryOut([c, a, b], { concurrency: 2 })
  expect(order).toEqual(['b', 'a', 'c'])
  expect(receipts.map(({ outcome, change }) => `${change.name} ${outcome}`)).toEqual(['c done', 'a done', 'b done'])
  expect(receipts[1]).toMatchObject({ id: 'A' })
})

test('no more than so many at one time', async () => {
  let [now, most] = [0, 0]
  const steps = Array.from({ length: 20 }, (_, index) =>
    step(String(index), async () => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      return done
    }),
  )
  await carryOut(steps, { concurrency: 3 })
  expect(most).toBe(3)
})

test('after a failure nothing further begins, and what runs is waited for', async () => {
  const gate = Promise.withResolvers<void>()
  const fails = step('fails', async () => {
    gate.resolve()
    throw new Error('no')
  })
  const slow = step('slow', async () => {
    await gate.promise
    return done
  })
  const later = step('later', async () => done)
  const behind = step('behind', async () => done, [slow])
  const receipts = await carryOut([slow, fails, later, behind], { concurrency: 2 })
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'skipped', 'skipped'])
  expect(receipts[1]).toMatchObject({ error: new Error('no') })
})

test('a signal keeps the rest from beginning', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  const first = step('first', async () => {
    stop.abort()
    return done
  })
  const receipts = await carryOut([first, step('second', async () => done, [first])], {
    concurrency: 1,
    signal: stop.signal,
    onDone: ({ change }) => seen.push(change.name),
  })
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['done', 'skipped'])
  expect(seen).toEqual(['first'])
})

test('steps that wait for one another are an error, not a hang', async () => {
  const a: Step = step('a', async () => done)
  const b = step('b', async () => done, [a])
  const knot: Step = { ...a, after: [b] }
  await expect(carryOut([knot, { ...b, after: [knot] }], { concurrency: 1 })).rejects.toThrow('wait for one another')
})

test('ten thousand steps in a chain take no stack and little time', async () => {
  const steps: Step[] = []
  for (let index = 0; index < 10_000; index++) steps.push(step(String(index), async () => done, steps.slice(-1)))
  expect((await carryOut(steps, { concurrency: 8 })).every(({ outcome }) => outcome === 'done')).toBe(true)
})
