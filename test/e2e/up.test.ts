import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { runtimePaths } from '../../src/runtime/native/paths.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit } from '../support/livekit-server.ts'
import { answers, newOwnStack, type OwnStack } from '../support/own-stack.ts'
import { Undo } from '../support/undo.ts'

const WITHIN_MS = 10_000

const undo = new Undo()
let stack: OwnStack

beforeEach(async () => {
  stack = await newOwnStack(undo)
})
afterEach(() => undo.run())

const lacking = lacksLiveKit()

/** Listens, and so takes a port. */
async function occupy(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  undo.add(server, () => new Promise((resolve) => server.close(resolve)))
}

describe.skipIf(lacking)('what keeps a stack from coming up is a Failure with its cause, and nothing is left', () => {
  test('a livekit.yaml that the server refuses, though it then ends with exit code 0', async () => {
    await writeFile(path.join(stack.dir, 'livekit.yaml'), `port: ${stack.livekitPort}\nrooms: {}\n`)
    const { exitCode, text, tookMs } = await stack.run(['up'])
    expect(exitCode).toBe(2)
    expect(text).toContain('(LIVEKIT_CONFIG_REFUSED)')
    expect(text).toContain('livekit.yaml:2:1 LiveKit knows no key rooms')
    expect(tookMs).toBeLessThan(WITHIN_MS)
    expect(await stack.leftovers()).toEqual([])
  })

  test('a livekit.yaml with another port than voicectl.yaml, before anything starts', async () => {
    await writeFile(path.join(stack.dir, 'livekit.yaml'), `# mine\nport: ${await freePort()}\n`)
    const { exitCode, text } = await stack.run(['up'])
    expect(exitCode).toBe(2)
    expect(text).toContain(`voicectl.yaml's livekit.port is ${stack.livekitPort} (LIVEKIT_CONFIG_DIFFERS)`)
    expect(text).not.toContain('Starting')
    expect(await stack.leftovers()).toEqual([])
  })

  test('a port that another program holds: who, and what to change', async () => {
    await occupy(stack.webPort)
    const { exitCode, text, tookMs } = await stack.run(['up'])
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
      const mine = await newOwnStack(undo, { livekitPort: foreign.port })
      const { exitCode, stdout, tookMs } = await mine.run(['up', '--json'])
      expect(exitCode).toBe(1)
      const { error } = JSON.parse(stdout) as { error: { code: string; why: string } }
      expect(error).toMatchObject({ code: 'PORT_TAKEN', retryable: true })
      expect(error.why).toContain(`livekit needs ${foreign.port} (tcp)`)
      if (process.platform === 'linux') expect(error.why).toContain('livekit-server (process')
      expect(tookMs).toBeLessThan(WITHIN_MS)
    } finally {
      await foreign.stop()
    }
  })

  test.each([[['up']], [['up', '--detach']]])('a worker that dies at once (%j)', async (args) => {
    const broken = await newOwnStack(undo, { agent: { file: 'broken.ts' } })
    await writeFile(path.join(broken.dir, 'broken.ts'), `throw new Error('the agent file is broken')\n`)
    const { exitCode, text } = await broken.run(args)
    const ended = Date.now()
    expect(exitCode).not.toBe(0)
    expect(text).toContain('agent ended before it was ready')
    expect(text).toContain('the agent file is broken')
    // Counted from its last words: how long a worker takes to fail depends on what else this machine does.
    const words = await readFile(path.join(runtimePaths(broken.dir).logDir, 'agent.log'), 'utf8')
    expect(ended - Date.parse(words.trim().split('\n').at(-1)?.split(' ')[0] ?? '')).toBeLessThan(WITHIN_MS)
    expect(await broken.leftovers()).toEqual([])
  })

  test('a provider whose key is missing while others have theirs', async () => {
    const partly = await newOwnStack(undo, { env: { GROQ_API_KEY: 'gsk_of_a_test' } })
    const { exitCode, text, tookMs } = await partly.run(['up'])
    expect(exitCode).toBe(2)
    expect(text).toContain('(PROVIDER_KEY_MISSING)')
    expect(text).toContain('3 provider keys are missing')
    expect(text).toContain('DEEPGRAM_API_KEY: Deepgram, made at')
    expect(text).not.toContain('gsk_of_a_test')
    expect(tookMs).toBeLessThan(WITHIN_MS)
    expect(await partly.leftovers()).toEqual([])
  })

  test('a LiveKit of others that is not there, or does not know our key', async () => {
    const toCloud = async (url: string) => {
      await writeFile(path.join(stack.dir, 'voicectl.yaml'), stringify({ version: 1, name: 'cloud', target: 'cloud', livekit: { url } }))
      return stack.run(['up'])
    }
    const absent = await toCloud(`ws://127.0.0.1:${await freePort()}`)
    expect(absent).toMatchObject({ exitCode: 1, text: expect.stringContaining('(LIVEKIT_UNREACHABLE)') })
    const foreign = undo.add(await startLiveKit(), (server) => server.stop())
    const refused = await toCloud(foreign.url)
    expect(refused).toMatchObject({ exitCode: 2, text: expect.stringContaining('(LIVEKIT_KEY_REFUSED)') })
    expect(refused.text).toContain('does not know the key')
    expect(absent.tookMs + refused.tookMs).toBeLessThan(2 * WITHIN_MS)
  })

  test('a livekit-server that is nowhere to be had', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'voicectl-empty-'))
    const { exitCode, text, tookMs } = await stack.run(['up'], {
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
    const up = await stack.begin(['up'])
    await up.waitForLine('is up', { timeoutMs: 60_000 })
    expect(up.lines.join('\n')).toContain('demo: no provider keys')
    expect(await Promise.all([stack.livekitPort, stack.webPort, stack.healthPort].map(answers))).toEqual([true, true, true])
    const second = await stack.run(['up'])
    expect(second).toMatchObject({ exitCode: 0, text: expect.stringContaining('is up already') })
    const asked = performance.now()
    expect(await up.stop(signal, 30_000)).toBe(exitCode)
    // It waits for running calls, of which there are none, and not for the time they might have taken.
    expect(performance.now() - asked).toBeLessThan(10_000)
    expect(up.lines.at(-1)).toContain('Stopped agent, web, livekit')
    expect(await stack.leftovers()).toEqual([])
  })

  test('a down from elsewhere ends it with exit code 0', async () => {
    const up = await stack.begin(['up', '--json'])
    await up.waitForLine('"type":"ready"', { timeoutMs: 60_000 })
    const down = await stack.run(['down'])
    expect(down).toMatchObject({ exitCode: 0, text: expect.stringContaining('Stopped agent, web, livekit') })
    expect(await up.ended).toBe(0)
    const events = up.lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { type: string; ts: string }] : []))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['ready', 'log', 'end']))
    expect(await stack.leftovers()).toEqual([])
  })

  test('Ctrl-C while it is starting leaves nothing', async () => {
    const up = await stack.begin(['up'])
    await up.waitForLine('Starting agent', { timeoutMs: 30_000 })
    expect(await up.stop('SIGINT')).toBe(130)
    expect(await stack.leftovers()).toEqual([])
  })
})
