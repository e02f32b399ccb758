import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identify } from '../../src/platform/processes.ts'
import { runtimePaths } from '../../src/runtime/native/paths.ts'
import type { ServiceStatus, StackStatus } from '../../src/runtime/runtime.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit } from '../support/livekit-server.ts'
import { startProgram, type Program } from '../support/programs.ts'
import { lacks } from '../support/require.ts'
import { writeStack, type StackFolder, type StackOptions } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

const SECRET = 'an-api-secret-that-must-not-be-shown-anywhere'
const WITHIN_MS = 10_000

let stack: StackFolder
let ports: StackOptions['livekit']
const programs: Program[] = []
const folders: StackFolder[] = []
const servers: Server[] = []

beforeEach(async () => {
  ports = { port: await freePort(), tcpPort: await freePort(), udpPort: await freePort(), apiKey: 'APIe2e', apiSecret: SECRET }
  stack = await newStack()
})

afterEach(async () => {
  for (const { dir } of folders) await voicectl(dir, ['down', '--now'])
  for (const program of programs.splice(0)) await program.stop('SIGKILL')
  for (const folder of folders.splice(0)) await folder.remove()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function newStack(options: Partial<StackOptions> = {}): Promise<StackFolder> {
  const folder = await writeStack({ livekit: ports, ...options, agent: { lowMemory: true, drainSeconds: 2, ...options.agent } })
  folders.push(folder)
  return folder
}

async function begin(dir: string, args: string[], env: Record<string, string> = {}): Promise<Program> {
  const program = await startProgram({ script: 'bin/dev.js', args, cwd: dir, env })
  programs.push(program)
  return program
}

interface Ended {
  exitCode: number | string
  text: string
  tookMs: number
}

async function voicectl(dir: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const began = performance.now()
  const program = await begin(dir, args, env)
  const exitCode = await program.ended
  return { exitCode, text: program.lines.join('\n'), tookMs: performance.now() - began }
}

async function statusOf(dir: string): Promise<StackStatus> {
  const { text } = await voicectl(dir, ['status', '--json'])
  return (JSON.parse(text) as { data: StackStatus }).data
}

const service = async (dir: string, name: string): Promise<ServiceStatus> => {
  const found = (await statusOf(dir)).services.find((each) => each.name === name)
  if (!found) throw new Error(`no service ${name}`)
  return found
}

/** Listens, and so takes a port. */
async function occupy(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  servers.push(server)
}

async function accepts(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

/** Nothing of the stack answers, and nothing is recorded as running. */
async function expectNothingLeft({ dir, webPort, healthPort }: StackFolder): Promise<void> {
  expect(await Promise.all([ports.port, webPort, healthPort].map(accepts))).toEqual([false, false, false])
  const left = await readdir(runtimePaths(dir).stateDir).catch(() => [])
  expect(left.filter((name) => !['logs', 'base', 'redis'].includes(name))).toEqual([])
}

const lacking = lacksLiveKit()

describe.skipIf(lacking)('what keeps a stack from coming up is a Failure with its cause, and nothing is left', () => {
  test('a livekit.yaml that the server refuses, though it then ends with exit code 0', async () => {
    await writeFile(path.join(stack.dir, 'livekit.yaml'), `port: ${ports.port}\nrooms: {}\n`)
    const { exitCode, text, tookMs } = await voicectl(stack.dir, ['up'])
    expect(exitCode).toBe(2)
    expect(text).toContain('(LIVEKIT_CONFIG_REFUSED)')
    expect(text).toContain('livekit.yaml:2:1 LiveKit knows no key rooms')
    expect(tookMs).toBeLessThan(WITHIN_MS)
    await expectNothingLeft(stack)
  })

  test('a port that another program holds: who, and what to change', async () => {
    await occupy(stack.webPort)
    const { exitCode, text, tookMs } = await voicectl(stack.dir, ['up'])
    expect(exitCode).toBe(1)
    expect(text).toContain(`Port ${stack.webPort} is taken (PORT_TAKEN)`)
    expect(text).toContain('set web.port in voicectl.yaml to a free port, such as')
    if (process.platform === 'linux') expect(text).toContain(`(process ${process.pid})`)
    expect(tookMs).toBeLessThan(WITHIN_MS)
    expect(text).not.toContain('Starting livekit')
  })

  test("somebody else's livekit-server on our port, which answers 200 as ours would", async () => {
    const foreign = await startLiveKit()
    try {
      ports = { ...ports, port: foreign.port }
      const mine = await newStack()
      const { exitCode, text, tookMs } = await voicectl(mine.dir, ['up', '--json'])
      expect(exitCode).toBe(1)
      const { error } = JSON.parse(text.split('\n').at(-1) ?? '') as { error: { code: string; why: string } }
      expect(error.code).toBe('PORT_TAKEN')
      expect(error.why).toContain(`livekit needs ${foreign.port} (tcp)`)
      if (process.platform === 'linux') expect(error.why).toContain('livekit-server (process')
      expect(tookMs).toBeLessThan(WITHIN_MS)
    } finally {
      await foreign.stop()
    }
  })

  test.each([[['up']], [['up', '--detach']]])('a worker that dies at once (%j)', async (args) => {
    const broken = await newStack({ agent: { file: 'broken.ts' } })
    await writeFile(path.join(broken.dir, 'broken.ts'), `throw new Error('the agent file is broken')\n`)
    const { exitCode, text } = await voicectl(broken.dir, args)
    const ended = Date.now()
    expect(exitCode).not.toBe(0)
    expect(text).toContain('agent ended before it was ready')
    expect(text).toContain('the agent file is broken')
    // Counted from its last words: how long a worker takes to fail depends on what else this machine does.
    const words = await readFile(path.join(runtimePaths(broken.dir).logDir, 'agent.log'), 'utf8')
    expect(ended - Date.parse(words.trim().split('\n').at(-1)?.split(' ')[0] ?? '')).toBeLessThan(WITHIN_MS)
    await expectNothingLeft(broken)
  })

  test('a provider whose key is missing while others have theirs', async () => {
    const partly = await newStack({ env: { GROQ_API_KEY: 'gsk_of_a_test' } })
    const { exitCode, text, tookMs } = await voicectl(partly.dir, ['up'])
    expect(exitCode).toBe(2)
    expect(text).toContain('(PROVIDER_KEY_MISSING)')
    expect(text).toContain('Put DEEPGRAM_API_KEY=<your key> into .env')
    expect(text).not.toContain('gsk_of_a_test')
    expect(tookMs).toBeLessThan(WITHIN_MS)
    await expectNothingLeft(partly)
  })

  test('a livekit-server that is nowhere to be had', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'voicectl-empty-'))
    const { exitCode, text, tookMs } = await voicectl(stack.dir, ['up'], {
      VOICECTL_LIVEKIT_SERVER: '',
      VOICECTL_LIVEKIT_RELEASES: `http://127.0.0.1:${await freePort()}`,
      XDG_CACHE_HOME: empty,
      PATH: empty,
    })
    await rm(empty, { recursive: true, force: true })
    expect(exitCode).toBe(1)
    expect(text).toContain('(LIVEKIT_SERVER_NOT_FOUND)')
    expect(text).toMatch(/PATH: no livekit-server there[\s\S]*download: .*ECONNREFUSED[\s\S]*go: go is not on PATH[\s\S]*Docker:/)
    expect(tookMs).toBeLessThan(WITHIN_MS)
  })
})

describe.skipIf(lacking)('in the foreground', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops the agent, the page, then LiveKit, and the exit code is %i', async (signal, exitCode) => {
    const up = await begin(stack.dir, ['up'])
    await up.waitForLine('is up', { timeoutMs: 60_000 })
    expect(up.lines.join('\n')).toContain('demo: no provider keys')
    expect(await Promise.all([ports.port, stack.webPort, stack.healthPort].map(accepts))).toEqual([true, true, true])
    const second = await voicectl(stack.dir, ['up'])
    expect(second).toMatchObject({ exitCode: 0, text: expect.stringContaining('It runs already') })
    const asked = performance.now()
    expect(await up.stop(signal, 30_000)).toBe(exitCode)
    // It waits for running calls, of which there are none, and not for the time they might have taken.
    expect(performance.now() - asked).toBeLessThan(10_000)
    expect(up.lines.at(-1)).toContain('Stopped agent, web, livekit')
    await expectNothingLeft(stack)
  })

  test('a down from elsewhere ends it with exit code 0', async () => {
    const up = await begin(stack.dir, ['up', '--json'])
    await up.waitForLine('"type":"ready"', { timeoutMs: 60_000 })
    const down = await voicectl(stack.dir, ['down'])
    expect(down).toMatchObject({ exitCode: 0, text: expect.stringContaining('Stopped agent, web, livekit') })
    expect(await up.ended).toBe(0)
    const events = up.lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { type: string; ts: string }] : []))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['ready', 'log', 'end']))
    await expectNothingLeft(stack)
  })

  test('Ctrl-C while it is starting leaves nothing', async () => {
    const up = await begin(stack.dir, ['up'])
    await up.waitForLine('Starting agent', { timeoutMs: 30_000 })
    expect(await up.stop('SIGINT')).toBe(130)
    await expectNothingLeft(stack)
  })
})

describe.skipIf(lacking)('detached', () => {
  test('status, logs, restart, a service that dies, down', async () => {
    const { dir } = stack
    expect(await voicectl(dir, ['status'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Nothing runs') })
    const up = await voicectl(dir, ['up', '--detach'])
    expect(up).toMatchObject({ exitCode: 0, text: expect.stringContaining(`http://localhost:${stack.webPort}`) })

    const first = await statusOf(dir)
    expect(first).toMatchObject({ state: 'running', summary: { mode: 'demo', detached: true } })
    expect(first.services.map(({ name, state }) => `${name} ${state}`)).toEqual(['livekit ready', 'web ready', 'agent ready'])
    expect(await voicectl(dir, ['up', '--detach'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('It runs already') })

    const logs = await voicectl(dir, ['logs', 'livekit', '--lines', '500'])
    expect(logs.text).toContain('starting LiveKit server')
    const json = await voicectl(dir, ['logs', '--json', '--lines', '1'])
    expect(json.text.split('\n').map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['log', 'end'])
    expect(await voicectl(dir, ['logs', 'agnt'])).toMatchObject({ exitCode: 2, text: expect.stringContaining('voicectl logs agent') })

    expect(await voicectl(dir, ['restart', 'web'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Started again: web') })
    const restarted = await statusOf(dir)
    const pids = ({ services }: StackStatus) => Object.fromEntries(services.map(({ name, pid }) => [name, pid]))
    expect(pids(restarted)).toEqual({ ...pids(first), web: expect.any(Number) })
    expect(pids(restarted)['web']).not.toBe(pids(first)['web'])

    const { pid } = await service(dir, 'web')
    process.kill(pid ?? 0, 'SIGKILL')
    await waitFor(async () => (await service(dir, 'web')).restarts === 1 && (await service(dir, 'web')).state === 'ready', {
      what: 'the page to be started again',
      timeoutMs: 30_000,
    })
    expect((await service(dir, 'livekit')).pid).toBe(pids(first)['livekit'])

    const down = await voicectl(dir, ['down'])
    expect(down).toMatchObject({ exitCode: 0, text: expect.stringContaining('Stopped agent, web, livekit') })
    expect(await voicectl(dir, ['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Nothing runs') })
    await expectNothingLeft(stack)
    const { logDir } = runtimePaths(dir)
    for (const file of await readdir(logDir)) expect(await readFile(path.join(logDir, file), 'utf8')).not.toContain(SECRET)
  })

  test('two at once start one stack', async () => {
    const both = await Promise.all([voicectl(stack.dir, ['up', '--detach']), voicectl(stack.dir, ['up', '--detach'])])
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(both.filter(({ text }) => text.includes('It runs already'))).toHaveLength(1)
  })

  test('a supervisor that is killed: status says what is left, down and up clear it away', async () => {
    const { dir } = stack
    await voicectl(dir, ['up', '--detach'])
    const killSupervisor = async () => process.kill((await statusOf(dir)).supervisorPid ?? 0, 'SIGKILL')
    const before = await statusOf(dir)
    await killSupervisor()
    const after = await waitFor(async () => (await statusOf(dir)).supervisorPid === null && statusOf(dir), { what: 'it to be gone' })
    // What writes to its closed output ends by itself sooner or later; what has not is told as running, never as ready.
    expect(after.services.filter(({ state }) => !['running', 'stopped'].includes(state))).toEqual([])
    expect(await voicectl(dir, ['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('Their supervisor had ended before') })
    expect(await Promise.all(before.services.map(({ pid }) => identify(pid ?? 0)))).toEqual([null, null, null])
    await expectNothingLeft(stack)

    await voicectl(dir, ['up', '--detach'])
    await killSupervisor()
    expect(await voicectl(dir, ['up', '--detach'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('is up') })
    expect((await statusOf(dir)).services.every(({ state }) => state === 'ready')).toBe(true)
  })

  test('a supervisor that hangs is ended by down', async () => {
    await voicectl(stack.dir, ['up', '--detach'])
    const { supervisorPid } = await statusOf(stack.dir)
    process.kill(supervisorPid ?? 0, 'SIGSTOP')
    expect(await voicectl(stack.dir, ['down'])).toMatchObject({ exitCode: 0, text: expect.stringContaining('does not answer') })
    await expectNothingLeft(stack)
  })
})

describe.skipIf(lacking || lacks('redis-server'))('with telephony', () => {
  test('Redis runs first and keeps its data over a restart of the stack', async () => {
    const { dir } = stack
    const redisPort = await freePort()
    const file = path.join(dir, 'voicectl.yaml')
    await writeFile(file, `${await readFile(file, 'utf8')}telephony: { enabled: true, redisPort: ${redisPort} }\n`)
    expect(await voicectl(dir, ['up', '--detach'])).toMatchObject({ exitCode: 0 })
    expect((await statusOf(dir)).services.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'redis ready',
      'livekit ready',
      'web ready',
      'agent ready',
    ])
    expect(await voicectl(dir, ['down'])).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining('Stopped agent, web, livekit, redis'),
    })
    expect(await readdir(runtimePaths(dir).redisDir)).toContain('appendonlydir')
  })
})

afterAll(() => {
  expect(programs).toEqual([])
})
