import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serverAccess } from './server-access.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-access-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const secret = 'a-secret-of-at-least-thirty-two-letters'
const write = (name: string, text: string) => writeFile(path.join(dir, name), text)

test("a stack's own server and key", async () => {
  await write('voicectl.yaml', 'version: 1\nname: acme\ntarget: local\nlivekit:\n  port: 7990\n')
  await write('.env', `LIVEKIT_API_KEY=APIabc\nLIVEKIT_API_SECRET=${secret}\n`)
  // What the environment has belongs to another server.
  const env = { LIVEKIT_URL: 'wss://other.livekit.cloud' }
  expect(await serverAccess(dir, env)).toEqual({ url: 'ws://127.0.0.1:7990', key: 'APIabc', secret, cloud: false, name: 'acme' })
})

test('without a stack the environment, and what it lacks from .env', async () => {
  await write('.env', `LIVEKIT_URL=ws://ignored\nLIVEKIT_API_SECRET=${secret}\n`)
  const env = { LIVEKIT_URL: 'wss://acme.livekit.cloud', LIVEKIT_API_KEY: 'APIabc' }
  expect(await serverAccess(dir, env)).toEqual({ url: 'wss://acme.livekit.cloud', key: 'APIabc', secret, cloud: true, name: null })
})

test('everything that is missing is named', async () => {
  await write('.env', 'LIVEKIT_API_KEY=APIabc\n')
  await expect(serverAccess(dir, {})).rejects.toMatchObject({
    code: 'SERVER_ACCESS_MISSING',
    exit: 2,
    message: 'It is not known which LiveKit server to ask: LIVEKIT_URL, LIVEKIT_API_SECRET are missing',
  })
})

test('a stack without its key', async () => {
  await write('voicectl.yaml', 'version: 1\nname: acme\ntarget: local\n')
  await expect(serverAccess(dir, {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
