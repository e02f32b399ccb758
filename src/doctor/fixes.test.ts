import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { connectionTrouble } from '../core/connection-trouble.ts'
import { errorCode } from './fixes.ts'

test('a time that is up is TIMEOUT, whoever raises it', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const error: unknown = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(20) }).catch((reason: unknown) => reason)
  server.closeAllConnections()
  server.close()
  expect(errorCode(error)).toBe('TIMEOUT')
  expect(connectionTrouble(errorCode(error))).toBe('no answer came in time')
})

test('the code of the error, of its cause, or of the first of several', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  expect(errorCode(refused)).toBe('ECONNREFUSED')
  expect(errorCode(new TypeError('fetch failed', { cause: refused }))).toBe('ECONNREFUSED')
  expect(errorCode(new AggregateError([refused]))).toBe('ECONNREFUSED')
  expect(errorCode(new Error('odd'))).toBe('odd')
})
