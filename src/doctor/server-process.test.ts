import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../test/support/free-port.ts'
import { Undo } from '../../test/support/undo.ts'
import { waitFor } from '../../test/support/wait.ts'
import { isPortHeld } from '../platform/ports.ts'
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

test.each([
  [
    { VOICECTL_PROJECT_DIR: '/srv/stack', VOICECTL_SERVICE: 'livekit' },
    { whose: 'ours', folder: '/srv/stack' },
  ],
  [
    { VOICECTL_PROJECT_DIR: '/srv/other', VOICECTL_SERVICE: 'livekit' },
    { whose: 'other-stack', folder: '/srv/other' },
  ],
  // A worker of `agent start` has no supervisor: no `voicectl down` stops it.
  [{ VOICECTL_PROJECT_DIR: '/srv/other' }, { whose: 'unmarked', folder: null }],
])('whose it is, by its marks: %o', async (marks, expected) => {
  const port = await freePort()
  const { VOICECTL_PROJECT_DIR: _dir, VOICECTL_SERVICE: _service, ...env } = process.env
  const script = `require('node:net').createServer().listen(${port}, '127.0.0.1')`
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore', env: { ...env, ...marks } })
  undo.add(child, async () => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  await waitFor(() => isPortHeld({ port, protocol: 'tcp' }), { what: 'the program to listen' })
  expect(await serverProcess({ serverUrl: `ws://127.0.0.1:${port}`, dir: '/srv/stack' })).toMatchObject(expected)
})
