import { afterAll, expect, test } from 'vitest'
import { answering } from '../../../test/support/answering.ts'
import { Undo } from '../../../test/support/undo.ts'
import { CarrierClient } from './client.ts'
import { text } from './shape.ts'

const undo = new Undo()
afterAll(() => undo.run())

test('an answer without an end is given up', async () => {
  const origin = await answering(undo, (_request, response) => {
    const piece = Buffer.alloc(1_048_576, ' ')
    const more = (): void => void (response.write(piece) ? setImmediate(more) : response.once('drain', more))
    more()
  })
  const client = new CarrierClient({
    origin,
    headers: {},
    secrets: [],
    readError: () => ({ code: null, message: null }),
    pause: () => Promise.resolve(),
    signal: new AbortController().signal,
  })
  await expect(client.get('/', text)).rejects.toMatchObject({ trouble: 'unanswered', words: expect.stringContaining('larger than 64 MiB') })
})
