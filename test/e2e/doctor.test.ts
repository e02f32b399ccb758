import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DoctorResult } from '../../src/doctor/run-probes.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { newOwnStack, OWN_SECRET, type OwnStack } from '../support/own-stack.ts'
import { Undo } from '../support/undo.ts'

const LIMIT_MS = 15_000
const COUNTS = /^\d+ passed, \d+ warnings?, \d+ failed, \d+ skipped, \d+ unknown$/

interface Answer {
  ok: boolean
  data: {
    probes: DoctorResult['probes']
    findings: { id: string; severity: string; why: string; fix: { text: string }; locations: unknown[] }[]
  }
}

describe.skipIf(lacksLiveKit())('doctor on a stack', () => {
  const undo = new Undo()
  let stack: OwnStack
  beforeAll(async () => {
    stack = await newOwnStack(undo, { livekitPort: await freePort() })
    const up = await stack.run(['up', '--detach'])
    expect(up.exitCode, up.text).toBe(0)
  })
  afterAll(() => undo.run())

  async function doctor(...args: string[]) {
    const { exitCode, stdout, text, tookMs } = await stack.run(['doctor', '--json', ...args])
    const answer = JSON.parse(stdout) as Answer
    const probe = (id: string) => answer.data.probes.find((each) => each.id === id)
    return { exitCode, answer, text, tookMs, probe }
  }

  test('all is well: nothing fails or stays unknown, within the time, and nothing is changed', async () => {
    const before = await fingerprints(stack.dir)
    const { exitCode, answer, text, tookMs } = await doctor()
    expect(answer.data.findings, text).toEqual([])
    expect(answer.ok).toBe(true)
    expect(exitCode).toBe(0)
    expect(answer.data.probes.filter(({ status }) => status === 'unknown')).toEqual([])
    expect(tookMs).toBeLessThan(LIMIT_MS)
    expect(await fingerprints(stack.dir)).toEqual(before)
    for (const id of ['server.reachable', 'server.auth', 'server.websocket', 'media.udp', 'media.ports', 'host.ports', 'host.disk'])
      expect(answer.data.probes.find((each) => each.id === id)).toMatchObject({ status: 'pass', ms: expect.any(Number) })
  })

  test('a wrong secret in .env is named with its fix and exit code 1; mended it passes', async () => {
    const file = path.join(stack.dir, '.env')
    const text = await readFile(file, 'utf8')
    const wrong = 'another-secret-than-the-one-that-the-server-has'
    await writeFile(file, text.replace(OWN_SECRET, wrong))
    const broken = await doctor('--only', 'server')
    expect(broken).toMatchObject({ exitCode: 1, answer: { ok: false } })
    expect(broken.answer.data.findings).toMatchObject([
      {
        id: 'server.auth',
        severity: 'error',
        message: 'The server knows the key and refuses its secret',
        fix: { command: 'voicectl restart' },
        locations: [],
      },
    ])
    expect(broken.text).not.toContain(wrong)
    await writeFile(file, text)
    expect(await doctor('--only', 'server')).toMatchObject({ exitCode: 0, answer: { ok: true } })
  })

  test('as text: one line for each probe that looked, and the counts last; no colour in a pipe, and stderr stays empty', async () => {
    const { stdout, text, exitCode } = await stack.run(['doctor', '--only', 'server', '--only', 'tls'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(COUNTS)
    expect(lines.filter((line) => /[✓·] (stack\.running|server\.\w+) |[✓·] skipped, .*: tls\.certificate$/.test(line))).toHaveLength(5)
    expect(stdout).not.toContain('\u001B')
    expect(text).toBe(stdout)
    expect(exitCode).toBe(0)
  })

  test('a probe brings what it needs; an unknown one is told with what is meant', async () => {
    expect((await doctor('--only', 'server.auth')).answer.data.probes.map(({ id }) => id)).toEqual([
      'stack.running',
      'server.reachable',
      'server.auth',
    ])
    const { exitCode, stdout } = await stack.run(['doctor', '--json', '--only', 'server.auht'])
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: 'UNKNOWN_PROBE', message: expect.stringContaining('did you mean server.auth?') },
    })
  })

  test("a second server on LiveKit's port is told from LiveKit; away again, with the stack up, it passes", async () => {
    await stack.run(['down', '--now'])
    const other = createServer((_request, response) => response.end('OK'))
    await new Promise<void>((resolve) => other.listen(stack.livekitPort, '127.0.0.1', resolve))
    const seen = await doctor('--only', 'server', '--only', 'host.ports')
    other.closeAllConnections()
    await new Promise((resolve) => other.close(resolve))
    expect(seen.exitCode).toBe(1)
    expect(seen.probe('server.reachable')).toMatchObject({ status: 'fail', detail: expect.stringContaining('Somebody else answers') })
    expect(seen.probe('server.auth')).toMatchObject({ status: 'skipped' })
    expect(seen.probe('host.ports')).toMatchObject({ status: 'fail', detail: expect.stringContaining(String(stack.livekitPort)) })
    const down = await doctor()
    // One cause, one error: all that would run with the stack is skipped because of it.
    expect(down.answer.data.findings).toMatchObject([{ id: 'stack.running', severity: 'error', fix: { command: 'voicectl up' } }])
    for (const id of ['server.reachable', 'server.auth', 'page.reachable', 'page.token', 'agent.registered', 'agent.joins'])
      expect(down.probe(id)).toMatchObject({ status: 'skipped', detail: 'because the stack does not run (stack.running)' })
    expect((await stack.run(['up', '--detach'])).exitCode).toBe(0)
    expect((await doctor('--only', 'server')).exitCode).toBe(0)
  })
})

/** What is in the files of a folder; logs grow by themselves. */
async function fingerprints(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const entry of glob('**/*', { cwd: dir, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && !file.includes('/logs/'))
      found[path.relative(dir, file)] = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
  }
  return found
}
