import { afterAll, beforeAll, expect, test } from 'vitest'
import { answering } from '../../test/support/answering.ts'
import { Undo } from '../../test/support/undo.ts'
import { SipApi } from './sip-api.ts'
import { ApiRefusal } from './twirp.ts'

const undo = new Undo()
let url: string
let answer: { status: number; body: string }

beforeAll(async () => {
  url = await answering(undo, (_request, response) => response.writeHead(answer.status).end(answer.body))
})
afterAll(() => undo.run())

test.each([
  [200, 'null'],
  [200, '[1,2]'],
  [200, '"text"'],
  [200, '<html>'],
  [200, '{"items":"abc"}'],
  [200, '{"items":[null]}'],
  [200, '{"items":[[]]}'],
  [200, '{"items":[{"numbers":5}]}'],
  [302, ''],
  [500, '{"code":7,"msg":{},"meta":1}'],
  [503, 'null'],
])('%i %s is no list, whatever it is', async (status, body) => {
  answer = { status, body }
  for (const paged of [false, true]) {
    const error: unknown = await new SipApi({ url, key: 'k', secret: 's'.repeat(32) }, { paged }).list().catch((raised: unknown) => raised)
    expect(error).toBeInstanceOf(ApiRefusal)
    expect((error as ApiRefusal).message).not.toBe('')
  }
})

test('an answer without an end is given up', async () => {
  const base = await answering(undo, (_request, response) => {
    const piece = Buffer.alloc(1_048_576, ' ')
    const more = (): void => void (response.write(piece) ? setImmediate(more) : response.once('drain', more))
    more()
  })
  await expect(new SipApi({ url: base, key: 'k', secret: 's'.repeat(32) }, { paged: false }).list()).rejects.toThrow(/larger than 64 MiB/)
})
