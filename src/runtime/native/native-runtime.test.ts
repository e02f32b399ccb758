import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identify } from '../../platform/processes.ts'
import { nativeRuntime } from './native-runtime.ts'
import { runtimePaths } from './paths.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-native-'))
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: x\ntarget: cloud\n')
  await mkdir(runtimePaths(dir).stateDir)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const record = (state: unknown) => writeFile(runtimePaths(dir).stateFile, JSON.stringify(state))

test.each([
  { version: 1, services: [] },
  { version: 1, supervisor: { pid: 0, began: '' }, socket: '', summary: null, services: [null] },
  null,
])('a damaged state %j counts as none', async (state) => {
  await record(state)
  expect(await nativeRuntime(dir).status()).toMatchObject({ state: 'stopped' })
  expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toMatchObject({ wasRunning: false })
})

test('a supervisor whose socket has vanished is asked to end, not killed', async () => {
  const child = spawn(process.execPath, [
    '-e',
    `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up')`,
  ])
  const ended = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    const supervisor = await identify(child.pid ?? 0)
    await record({ version: 1, supervisor, socket: path.join(dir, 'no.sock'), summary: null, services: [] })
    expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toMatchObject({ wasRunning: true })
    expect(await ended).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})
