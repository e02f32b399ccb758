import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../test/support/free-port.ts'
import { probeKey } from './probe.ts'

const KEY = 'APItest'
const SECRET = 'a-secret-of-more-than-thirty-two-characters'
const closers: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Answers as a livekit-server does; the texts are its own, seen with 1.13.5. `TOKEN` stands for the token it was sent. */
async function answering(status: number, text: string, headers: Record<string, string> = {}): Promise<string> {
  return serve((request, response) => {
    const token = new URL(request.url ?? '', 'http://host').searchParams.get('access_token') ?? ''
    response.writeHead(status, headers).end(text.replace('TOKEN', token))
  })
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([
  [200, 'success', 'accepted'],
  [401, 'invalid API key: APItest', 'unknown-key'],
  [401, 'invalid token: TOKEN, error: token signature is invalid: signature is invalid', 'wrong-secret'],
  [401, 'invalid token: TOKEN, error: token has invalid claims: token is not valid yet', 'clock'],
  [401, 'invalid token: TOKEN, error: token has invalid claims: token is expired', 'clock'],
  [401, 'log in first', 'not-livekit'],
  [200, '<html>success</html>', 'not-livekit'],
  [404, 'not found', 'not-livekit'],
  [302, '', 'not-livekit'],
])('%i "%s" means %s', async (status, text, expected) => {
  const url = await answering(status, text)
  const probe = await probeKey({ url, key: KEY, secret: SECRET })
  expect(probe.status).toBe(expected)
  expect(probe.detail).not.toMatch(/eyJ/)
  expect(probe.detail).not.toContain(SECRET)
})

test('a server whose clock is far off is told by its Date header', async () => {
  const date = new Date(Date.now() - 10 * 60_000).toUTCString()
  const url = await answering(401, 'invalid token: TOKEN', { Date: date })
  expect(await probeKey({ url, key: KEY, secret: SECRET })).toMatchObject({ status: 'clock' })
})

test('nobody there, and somebody who never answers', async () => {
  const refused = await probeKey({ url: `ws://127.0.0.1:${await freePort()}`, key: KEY, secret: SECRET })
  expect(refused).toMatchObject({ status: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') })
  const silent = await serve(() => {})
  expect(await probeKey({ url: silent, key: KEY, secret: SECRET })).toMatchObject({
    status: 'unreachable',
    detail: expect.stringContaining('no answer within 2 s'),
  })
})
