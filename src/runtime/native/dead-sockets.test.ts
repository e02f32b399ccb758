import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveControl, type ControlHandlers } from './control-server.ts'

const handlers: ControlHandlers = {
  status: () => Promise.reject(new Error('not asked')),
  stop: () => Promise.resolve([]),
  restart: () => Promise.resolve({ restarted: [] }),
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-sockets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const age = (name: string) => utimes(path.join(folder, name), new Date(2026, 0), new Date(2026, 0))

/** Leaves a socket as a process does that is killed. */
async function leaveDead(name: string): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path.join(folder, name))}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script]), 'exit')
}

test('a start removes the sockets of supervisors that died, and no others', async () => {
  const other = await serveControl(path.join(folder, 'lives.sock'), handlers)
  await age('lives.sock')
  await leaveDead('dead.sock')
  await age('dead.sock')
  await leaveDead('just-dead.sock')
  const own = await serveControl(path.join(folder, 'own.sock'), handlers)
  expect((await readdir(folder)).toSorted()).toEqual(['just-dead.sock', 'lives.sock', 'own.sock'])
  await Promise.all([other.close(), own.close()])
})
