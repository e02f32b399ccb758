import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scriptedService, type ScriptedOptions } from '../../../test/support/scripted-service.ts'
import { writeStack } from '../../../test/support/stack.ts'
import { Undo } from '../../../test/support/undo.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { loadStack } from '../../stack/load.ts'
import type { LogLine, StackSummary } from '../runtime.ts'
import { askSupervisor } from './control-client.ts'
import { nativeRuntime } from './native-runtime.ts'
import { runtimePaths, type RuntimePaths } from './paths.ts'
import { runSession, type SessionOptions } from './session.ts'

const NEVER = new AbortController().signal
const LIVEKIT = { port: 7880, tcpPort: 7881, udpPort: 7882, apiKey: 'APItest', apiSecret: 'a-secret-of-at-least-32-characters' }

const undo = new Undo()
let dir: string
let paths: RuntimePaths
let lines: LogLine[]
/** Where each process that was started leaves a file with its pid as the name. */
let pidFolder: string

beforeEach(async () => {
  const stack = await writeStack({ livekit: LIVEKIT })
  undo.add(stack, () => stack.remove())
  dir = stack.dir
  const runtimeDir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-run-')), (folder) => rm(folder, { recursive: true }))
  paths = runtimePaths(dir, { XDG_RUNTIME_DIR: runtimeDir })
  lines = []
  pidFolder = path.join(runtimeDir, 'pids')
  await mkdir(pidFolder)
})
afterEach(() => undo.run())

interface Running {
  ended: Promise<unknown>
  stop(): Promise<unknown>
}

async function begin(services: () => ScriptedOptions[], more: Partial<SessionOptions> = {}): Promise<Running> {
  const abort = new AbortController()
  const ready = Promise.withResolvers<StackSummary>()
  const ended = runSession({
    stack: await loadStack(dir),
    paths,
    detached: false,
    report: () => {},
    stop: abort.signal,
    now: NEVER,
    onReady: ready.resolve,
    onLog: (line) => lines.push(line),
    plan: () => Promise.resolve(services().map(scriptedService)),
    ...more,
  })
  const stop = () => {
    abort.abort()
    return ended
  }
  void undo.add(ended, () => stop().catch(() => {}))
  await Promise.race([ready.promise, ended])
  return { ended, stop }
}

let made = 0

/** A service that is ready once its script has run, which is told by a file. */
function one(script = ''): ScriptedOptions {
  const done = path.join(pidFolder, '..', `ready-${++made}`)
  const touch = (file: string) => `require('node:fs').writeFileSync(${file}, '');`
  return {
    name: 'one',
    script: `${script};${touch(`${JSON.stringify(pidFolder)} + '/' + process.pid`)}${touch(JSON.stringify(done))}`,
    probe: () =>
      access(done).then(
        () => ({ state: 'ready' }),
        () => ({ state: 'waiting', detail: 'no file yet' }),
      ),
  }
}

const alive = async () => (await readdir(pidFolder)).map(Number).filter(isAlive)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const restart = () => askSupervisor(paths.socket, { op: 'restart', services: ['one'] })

describe('restarts at the same time', () => {
  test('follow one another, and leave nothing that no stop reaches', async () => {
    const session = await begin(() => [one()])
    await Promise.all([restart(), restart(), restart()])
    const { services } = (await askSupervisor(paths.socket, { op: 'status' }))?.data ?? {}
    await waitFor(async () => (await readdir(pidFolder)).length >= 4, { what: 'four processes to have run' })
    expect(await alive()).toEqual(services?.map(({ pid }) => pid))
    await session.stop()
    expect(await alive()).toEqual([])
  })

  test('each client hears of its own restart only', async () => {
    await begin(() => [one()])
    const heard = [[], []] as string[][]
    await Promise.all(
      heard.map((texts) =>
        askSupervisor(paths.socket, { op: 'restart', services: ['one'] }, (event) => {
          if (event.type === 'step') texts.push(event.text)
        }),
      ),
    )
    expect(heard).toEqual([
      ['Stopping one', 'Starting one'],
      ['Stopping one', 'Starting one'],
    ])
  })

  test('one that waits does not touch services that a stop lets drain', async () => {
    await begin(() => [one(`process.on('SIGTERM', () => { console.log('draining'); setTimeout(() => process.exit(0), 500) })`)])
    const stopping = askSupervisor(paths.socket, { op: 'stop', now: false })
    await waitFor(() => lines.some(({ text }) => text === 'draining'), { what: 'the drain' })
    await expect(restart()).rejects.toMatchObject({ code: 'STACK_NOT_RUNNING' })
    expect((await stopping)?.data).toMatchObject([{ name: 'one', how: 'ended' }])
  })
})

test('a stack is found from a shell with another XDG_RUNTIME_DIR', async () => {
  await begin(() => [one()])
  expect(runtimePaths(dir).socket).not.toBe(paths.socket)
  expect(await nativeRuntime(dir).status()).toMatchObject({ state: 'running', services: [{ name: 'one', state: 'ready' }] })
})

test('a detached one whose folder was deleted ends in order, and does not make the folder again', async () => {
  const stopped: string[] = []
  const session = await begin(() => [one(`process.on('SIGTERM', () => { console.log('asked'); process.exit(0) })`)], {
    detached: true,
    lookMs: 20,
    onLog: ({ text }) => stopped.push(text),
  })
  // The last state may just be written into it.
  await rm(dir, { recursive: true, maxRetries: 5, retryDelay: 20 })
  expect(await session.ended).toMatchObject({ stopped: [{ name: 'one', how: 'ended' }] })
  expect(stopped).toContain('asked')
  expect(await alive()).toEqual([])
  await expect(access(dir)).rejects.toMatchObject({ code: 'ENOENT' })
})
