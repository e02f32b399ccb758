import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Undo } from '../../test/support/undo.ts'
import { serverProcess } from './server-process.ts'

const undo = new Undo()
afterEach(() => undo.run())

test('the process behind a loopback address, and nothing of other addresses', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(server, async () => server.close())
  const { port } = server.address() as AddressInfo
  const seen = await serverProcess({ serverUrl: `ws://127.0.0.1:${port}`, dir: '/srv/stack' })
  expect(seen).toMatchObject({ pid: process.pid, whose: 'unmarked', folder: null })
  expect(await serverProcess({ serverUrl: `wss://voice.example.com:${port}`, dir: '/srv/stack' })).toBeNull()
  expect(await serverProcess({ serverUrl: null, dir: '/srv/stack' })).toBeNull()
})
