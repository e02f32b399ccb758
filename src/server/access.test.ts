import { afterEach, describe, expect, it } from 'vitest'
import { ask } from '../../test/support/http.ts'
import { closeServed, memoryStack, serve } from '../../test/support/served-app.ts'
import { exposureWarning } from './addresses.ts'
import { createApp } from './app.ts'
import { listen } from './listen.ts'

afterEach(closeServed)

describe('who is let in', () => {
  it.each(['localhost', '127.0.0.1', '127.0.0.1:3000', '[::1]', 'desk.localhost'])('answers under %s', async (host) => {
    const { get } = await serve()
    expect((await get('/api/health', { host })).status).toBe(200)
  })

  it.each(['evil.example', 'localhost.evil.example', '192.168.1.9', '127.0.0.1.evil.example', 'a b'])(
    'refuses the host name %j when bound to loopback',
    async (host) => {
      const { get } = await serve()
      const answer = await get('/api/health', { host })
      expect([403, 400]).toContain(answer.status)
      expect(answer.text).not.toContain('desk')
    },
  )

  it('answers under any address, but not any name, when bound to all', async () => {
    const { get } = await serve({ config: { web: { host: '0.0.0.0' } } })
    expect((await get('/api/health', { host: '192.168.1.9:3000' })).status).toBe(200)
    expect((await get('/api/health', { host: 'evil.example' })).status).toBe(403)
  })

  it('answers under its public name', async () => {
    const config = { target: 'self-hosted', livekit: { domain: 'livekit.example.com' }, web: { domain: 'app.example.com' } }
    const { get } = await serve({ config })
    expect((await get('/api/health', { host: 'app.example.com' })).status).toBe(200)
  })

  it.each([
    ['http://evil.example', 403],
    ['null', 403],
    ['https://localhost.evil.example', 403],
    ['http://localhost:5173', 201],
  ])('answers a web page of origin %s with %i', async (origin, status) => {
    const { post } = await serve()
    const answer = await post('/api/token', {}, { origin })
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBe(status === 201 ? origin : undefined)
  })

  it('answers the page it serves, and refuses a foreign page that only embeds the address', async () => {
    const { port, post, get } = await serve()
    expect((await post('/api/token', {}, { origin: `http://127.0.0.1:${port}` })).status).toBe(201)
    expect((await get('/api/connection-details', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  it('answers the preflight of a starter on another port', async () => {
    const { port } = await serve()
    const headers = { origin: 'http://localhost:3001', 'access-control-request-method': 'POST' }
    const answer = await ask(port, '/api/token', { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:3001',
      'access-control-allow-headers': 'Content-Type',
    })
  })
})

describe('exposureWarning', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('is silent for %s', (bound) => {
    expect(exposureWarning(bound)).toBeNull()
  })

  it.each(['0.0.0.0', '::', '192.168.1.9'])('names %s', (bound) => {
    expect(exposureWarning(bound)).toContain(`${bound} is reachable from other machines`)
  })
})

describe('listen', () => {
  it('says which port is taken', async () => {
    const { port } = await serve()
    await expect(listen(createApp({ stack: memoryStack() }), { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Couldn't serve the page: port ${port} of 127.0.0.1 is in use`,
    })
  })

  it('says that a host is not of this machine', async () => {
    await expect(listen(createApp({ stack: memoryStack() }), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'HOST_NOT_HERE',
    })
  })
})
