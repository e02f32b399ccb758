import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identify } from '../../src/platform/processes.ts'
import { runtimePaths } from '../../src/runtime/native/paths.ts'
import type { StackStatus } from '../../src/runtime/runtime.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { newOwnStack, OWN_SECRET, type OwnStack } from '../support/own-stack.ts'
import { lacks } from '../support/require.ts'
import { Undo } from '../support/undo.ts'
import { waitFor } from '../support/wait.ts'

const undo = new Undo()
let stack: OwnStack

beforeEach(async () => {
  stack = await newOwnStack(undo)
})
afterEach(() => undo.run())

const lacking = lacksLiveKit()

describe.skipIf(lacking)('detached', () => {
  test('status, logs, restart, a service that dies, down', async () => {
    expect(await stack.run(['status'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Nothing runs') })
    const up = await stack.run(['up', '--detach'])
    expect(up).toMatchObject({ exitCode: 0, text: expect.stringContaining(`http://localhost:${stack.webPort}`) })

    const first = await stack.status()
    expect(first).toMatchObject({ state: 'running', summary: { mode: 'demo', detached: true } })
    expect(first.services.map(({ name, state }) => `${name} ${state}`)).toEqual(['livekit ready', 'web ready', 'agent ready'])
    expect(await stack.run(['up', '--detach'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('is up already') })

    const logs = await stack.run(['logs', 'livekit', '--lines', '500'])
    expect(logs.text).toContain('starting LiveKit server')
    const json = await stack.run(['logs', '--json', '--lines', '1'])
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['log', 'end'])
    expect(await stack.run(['logs', 'agnt'])).toMatchObject({ exitCode: 2, text: expect.stringContaining('voicectl logs agent') })

    expect(await stack.run(['restart', 'web'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Started again: web') })
    const restarted = await stack.status()
    const pids = ({ services }: StackStatus) => Object.fromEntries(services.map(({ name, pid }) => [name, pid]))
    expect(pids(restarted)).toEqual({ ...pids(first), web: expect.any(Number) })
    expect(pids(restarted)['web']).not.toBe(pids(first)['web'])

    const { pid } = await stack.service('web')
    process.kill(pid ?? 0, 'SIGKILL')
    await waitFor(async () => (await stack.service('web')).restarts === 1 && (await stack.service('web')).state === 'ready', {
      what: 'the page to be started again',
      timeoutMs: 30_000,
    })
    expect((await stack.service('livekit')).pid).toBe(pids(first)['livekit'])

    const down = await stack.run(['down'])
    expect(down).toMatchObject({ exitCode: 0, text: expect.stringContaining('Stopped agent, web, livekit') })
    expect(await stack.run(['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Nothing runs') })
    expect(await stack.leftovers()).toEqual([])
    const { logDir } = runtimePaths(stack.dir)
    for (const file of await readdir(logDir)) expect(await readFile(path.join(logDir, file), 'utf8')).not.toContain(OWN_SECRET)
  })

  test('two at once start one stack', async () => {
    const both = await Promise.all([stack.run(['up', '--detach']), stack.run(['up', '--detach'])])
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(both.filter(({ text }) => text.includes('is up already'))).toHaveLength(1)
  })

  test('a supervisor that is killed: status says what is left, down and up clear it away', async () => {
    await stack.run(['up', '--detach'])
    const killSupervisor = async () => process.kill((await stack.status()).supervisorPid ?? 0, 'SIGKILL')
    const before = await stack.status()
    await killSupervisor()
    const after = await waitFor(async () => (await stack.status()).supervisorPid === null && stack.status(), { what: 'it to be gone' })
    // What writes to its closed output ends by itself sooner or later; what has not is told as running, never as ready.
    expect(after.services.filter(({ state }) => !['running', 'stopped'].includes(state))).toEqual([])
    expect(await stack.run(['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Their supervisor had ended before') })
    expect(await Promise.all(before.services.map(({ pid }) => identify(pid ?? 0)))).toEqual([null, null, null])
    expect(await stack.leftovers()).toEqual([])

    await stack.run(['up', '--detach'])
    await killSupervisor()
    expect(await stack.run(['up', '--detach'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('is up') })
    expect((await stack.status()).services.every(({ state }) => state === 'ready')).toBe(true)
  })

  test('a supervisor that hangs is ended by down', async () => {
    await stack.run(['up', '--detach'])
    const { supervisorPid } = await stack.status()
    process.kill(supervisorPid ?? 0, 'SIGSTOP')
    expect(await stack.run(['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('does not answer') })
    expect(await stack.leftovers()).toEqual([])
  })
})

describe.skipIf(lacking || lacks('redis-server'))('with telephony', () => {
  test('Redis runs first and keeps its data over a restart of the stack', async () => {
    const { dir } = stack
    const redisPort = await freePort()
    const file = path.join(dir, 'voicectl.yaml')
    await writeFile(file, `${await readFile(file, 'utf8')}telephony: { enabled: true, redisPort: ${redisPort} }\n`)
    expect(await stack.run(['up', '--detach'])).toMatchObject({ exitCode: 0 })
    expect((await stack.status()).services.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'redis ready',
      'livekit ready',
      'web ready',
      'agent ready',
    ])
    expect(await stack.run(['down'])).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining('Stopped agent, web, livekit, redis'),
    })
    expect(await readdir(runtimePaths(dir).redisDir)).toContain('appendonlydir')
  })
})
