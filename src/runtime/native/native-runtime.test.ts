import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exists } from '../../platform/files.ts'
import { identify, signalProcess } from '../../platform/processes.ts'
import { nativeRuntime } from './native-runtime.ts'
import { runtimePaths } from './paths.ts'

let dir: string
const started: number[] = []

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-native-'))
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: x\ntarget: cloud\n')
  await mkdir(runtimePaths(dir).stateDir)
})
afterEach(async () => {
  for (const pid of started.splice(0)) if (pid > 1) signalProcess(pid, 'SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

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

test.each(['down', 'status'] as const)('%s in a folder that is no stack, or is not there, says so', async (op) => {
  const empty = await mkdtemp(path.join(tmpdir(), 'voicectl-native-'))
  try {
    for (const folder of [empty, path.join(empty, 'not-there')]) {
      await expect(nativeRuntime(folder)[op]({ report: () => {}, now: false })).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND', exit: 2 })
    }
  } finally {
    await rm(empty, { recursive: true })
  }
})

test('down of a stack whose voicectl.yaml was deleted finds what runs, and then nothing', async () => {
  await rm(path.join(dir, 'voicectl.yaml'))
  const child = spawn(process.execPath, [
    '-e',
    `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up')`,
  ])
  try {
    await once(child.stdout, 'data')
    await record({ version: 1, supervisor: await identify(child.pid ?? 0), socket: path.join(dir, 'no.sock'), summary: null, services: [] })
    expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toMatchObject({ wasRunning: true })
    await rm(runtimePaths(dir).stateFile, { force: true })
    expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toMatchObject({ wasRunning: false })
  } finally {
    child.kill('SIGKILL')
  }
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

/** Starts a marked process as a service is started, by a parent that then ends where `orphaned`; returns its pid. */
async function startMarked(name: string, orphaned = true): Promise<number> {
  const service = `process.on('SIGTERM', () => process.exit(0)); process.stdout.write('up'); setInterval(() => {}, 1000)`
  const spawnIt = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(service)}], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })`
  const parent = spawn(
    process.execPath,
    ['-e', `const child = ${spawnIt}; child.stdout.once('data', () => { console.log(child.pid); ${orphaned ? 'process.exit()' : ''} })`],
    {
      env: { PATH: process.env['PATH'], VOICECTL_PROJECT_DIR: runtimePaths(dir).dir, VOICECTL_SERVICE: name },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  started.push(parent.pid ?? 0)
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  started.push(Number(said))
  if (orphaned && parent.exitCode === null) await once(parent, 'exit')
  return Number(said)
}

describe.runIf(process.platform === 'linux')('without a state', () => {
  test('down ends the services that carry the marks of this folder, dependants first, and no others', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      detached: true,
      env: { VOICECTL_PROJECT_DIR: `${dir}-other`, VOICECTL_SERVICE: 'web' },
    })
    started.push(other.pid ?? 0)
    const livekit = await startMarked('livekit')
    const agent = await startMarked('agent')
    expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toEqual({
      stopped: [
        { name: 'agent', pid: agent, how: 'ended' },
        { name: 'livekit', pid: livekit, how: 'ended' },
      ],
      wasRunning: true,
      orphans: true,
    })
    expect(await Promise.all([agent, livekit].map(identify))).toEqual([null, null])
    expect(await identify(other.pid ?? 0)).not.toBeNull()
    expect(await nativeRuntime(dir).down({ report: () => {}, now: false })).toMatchObject({ wasRunning: false })
  })

  test('a folder that was deleted is not made again by it', async () => {
    await startMarked('web')
    await rm(dir, { recursive: true })
    expect(await nativeRuntime(dir).down({ report: () => {}, now: true })).toMatchObject({ stopped: [{ name: 'web', how: 'killed' }] })
    expect(await exists(dir)).toBe(false)
  })

  test('services whose supervisor lives are left to it', async () => {
    const web = await startMarked('web', false)
    await expect(nativeRuntime(dir).down({ report: () => {}, now: true })).rejects.toMatchObject({ code: 'SUPERVISOR_LOST' })
    expect(await identify(web)).not.toBeNull()
  })
})
