import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../test/support/free-port.ts'
import { listening, scriptedService, type ScriptedOptions } from '../../../test/support/scripted-service.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { Failure } from '../../core/failure.ts'
import { groupMembers, identify } from '../../platform/processes.ts'
import type { LogLine } from '../runtime.ts'
import { Supervisor, type RestartPolicy } from './supervisor.ts'

const NEVER = new AbortController().signal
const FAST: RestartPolicy = { limit: 2, windowMs: 60_000, firstDelayMs: 10 }

let folder: string
let journal: string
let lines: LogLine[]
const supervisors: Supervisor[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-supervisor-'))
  journal = path.join(folder, 'journal')
  lines = []
  told = []
})

afterEach(async () => {
  for (const supervisor of supervisors.splice(0)) await supervisor.stop(AbortSignal.abort())
  await rm(folder, { recursive: true, force: true })
})

let told: string[]

function supervise(...services: ScriptedOptions[]): Supervisor {
  const supervisor = new Supervisor({
    services: services.map(scriptedService),
    report: (event) => told.push(event.text),
    onLine: (line) => lines.push(line),
    onChange: () => {},
    restarts: FAST,
  })
  supervisors.push(supervisor)
  return supervisor
}

/** Writes to the journal when it starts and when it is asked to end. */
function journaling(name: string): string {
  const note = (what: string) => `require('node:fs').appendFileSync(${JSON.stringify(journal)}, '${what} ${name}\\n');`
  return `process.on('SIGTERM', () => { ${note('stop')} process.exit(0) }); ${note('start')}`
}

const journalLines = async () => (await readFile(journal, 'utf8')).trim().split('\n')
const texts = () => lines.map(({ service, text }) => `${service}: ${text}`)

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof Failure) return error
  throw new Error(`expected a Failure, got ${String(error)}`)
}

async function pidOf(supervisor: Supervisor, name: string): Promise<number | null> {
  return (await supervisor.status()).find((service) => service.name === name)?.pid ?? null
}

describe('start', () => {
  test('waits for what a service depends on, and stops in reverse order', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const supervisor = supervise(
      { name: 'third', script: journaling('third'), dependsOn: ['second'] },
      { name: 'first', script: `${journaling('first')}${listening(a)}`, port: a },
      { name: 'second', script: `${journaling('second')}${listening(b)}`, port: b, dependsOn: ['first'] },
    )
    await supervisor.start(NEVER)
    await waitFor(async () => (await journalLines()).length === 3, { what: 'all three to have started' })
    const stopped = await supervisor.stop(NEVER)
    expect(await journalLines()).toEqual(['start first', 'start second', 'start third', 'stop third', 'stop second', 'stop first'])
    expect(stopped.map(({ name, how }) => `${name} ${how}`)).toEqual(['third ended', 'second ended', 'first ended'])
  })

  test('a program of which there are several is named when it is started, and only then', async () => {
    const supervisor = supervise({ name: 'server', origin: 'server: /opt/server (path)' }, { name: 'other' })
    await supervisor.start(NEVER)
    expect(told.slice(0, 2)).toEqual(['server: /opt/server (path)', 'Starting server'])
    told = []
    await supervisor.restart(['other'], [scriptedService({ name: 'other' })])
    expect(told.join()).not.toContain('/opt/server')
  })

  test('a service that ends with exit code 0 before it is ready is a Failure with its last words, and nothing is left', async () => {
    const port = await freePort()
    const supervisor = supervise(
      { name: 'base', script: listening(port), port },
      { name: 'broken', script: `console.log('could not parse config'); process.exit(0)`, port: await freePort(), dependsOn: ['base'] },
    )
    const starting = supervisor.start(NEVER)
    const basePid = await waitFor(() => pidOf(supervisor, 'base'), { what: 'base to run' })
    const failure = await failureOf(starting)
    expect(failure).toMatchObject({ code: 'SERVICE_ENDED', details: ['could not parse config'] })
    expect(failure.message).toContain('exit code 0')
    expect(await identify(basePid)).toBeNull()
  })

  test('a program that is not there is named', async () => {
    const supervisor = supervise({ name: 'absent', command: path.join(folder, 'no-such-program') })
    expect(await failureOf(supervisor.start(NEVER))).toMatchObject({ code: 'SERVICE_NOT_STARTED', message: 'Failed to start absent' })
  })

  test('a service that never answers is told with what was last seen of it', async () => {
    const port = await freePort()
    const supervisor = supervise({ name: 'deaf', script: `console.log('thinking')`, port, readyWithinMs: 600 })
    const failure = await failureOf(supervisor.start(NEVER))
    expect(failure).toMatchObject({ code: 'SERVICE_NOT_READY', retryable: true })
    expect(failure.why).toContain(`${port} does not accept`)
  })

  test('a service may refuse at once, and may explain its own end', async () => {
    const refusal = new Failure({ code: 'KEY_REFUSED', message: 'not ours' })
    const refusing = supervise({ name: 'foreign', probe: () => Promise.resolve({ state: 'refused', failure: refusal }) })
    expect(await failureOf(refusing.start(NEVER))).toBe(refusal)
    const explaining = supervise({
      name: 'talker',
      script: `console.error('port is taken'); process.exit(3)`,
      port: await freePort(),
      explain: ({ exitCode, lines: said }) => new Failure({ code: 'EXPLAINED', message: `${exitCode} ${said.join()}` }),
    })
    expect(await failureOf(explaining.start(NEVER))).toMatchObject({ code: 'EXPLAINED', message: '3 port is taken' })
  })

  test('aborted while starting, it ends what it began', async () => {
    const supervisor = supervise({ name: 'slow', port: await freePort() })
    const abort = new AbortController()
    const starting = failureOf(supervisor.start(abort.signal))
    const pid = await waitFor(() => pidOf(supervisor, 'slow'), { what: 'slow to run' })
    abort.abort()
    expect((await starting).code).toBe('STACK_INTERRUPTED')
    expect(await identify(pid)).toBeNull()
  })
})

describe('stop', () => {
  test('a service that ignores SIGTERM is killed when its time is up', async () => {
    const supervisor = supervise({
      name: 'stubborn',
      script: `process.on('SIGTERM', () => {}); console.log('deaf now')`,
      stop: [{ signal: 'SIGTERM', waitMs: 100 }],
    })
    await supervisor.start(NEVER)
    await waitFor(() => texts().includes('stubborn: deaf now'), { what: 'its handler' })
    expect(await supervisor.stop(NEVER)).toMatchObject([{ name: 'stubborn', how: 'killed' }])
  })

  test('a second wish to stop ends a long drain at once', async () => {
    const supervisor = supervise({
      name: 'draining',
      script: `process.on('SIGTERM', () => console.log('draining')); console.log('up')`,
      stop: [{ signal: 'SIGTERM', waitMs: 60_000 }],
    })
    await supervisor.start(NEVER)
    await waitFor(() => texts().includes('draining: up'), { what: 'its handler' })
    const now = new AbortController()
    const stopping = supervisor.stop(now.signal)
    await waitFor(() => texts().includes('draining: draining'), { what: 'the drain to begin' })
    now.abort()
    expect(await stopping).toMatchObject([{ how: 'killed' }])
  })

  test.runIf(process.platform === 'linux')('each service leads a group of its own, and its children go with it', async () => {
    const supervisor = supervise({
      name: 'parent',
      script: `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.log('up')`,
    })
    await supervisor.start(NEVER)
    const pid = await waitFor(() => pidOf(supervisor, 'parent'), { what: 'parent to run' })
    await waitFor(async () => (await groupMembers(pid)).length === 2, { what: 'its child to run' })
    await supervisor.stop(NEVER)
    expect(await groupMembers(pid)).toEqual([])
  })
})

describe('a service that dies later', () => {
  test('is started again; the others go on; after too many it is failed and says so', async () => {
    const supervisor = supervise({ name: 'fragile', script: `setTimeout(() => process.exit(7), 300)` }, { name: 'steady' })
    await supervisor.start(NEVER)
    const steady = await pidOf(supervisor, 'steady')
    const failed = await waitFor(async () => (await supervisor.status()).find(({ state }) => state === 'failed'), {
      what: 'it to be given up',
      context: () => texts().join('\n'),
    })
    expect(failed).toMatchObject({ name: 'fragile', pid: null, restarts: 2 })
    expect(failed.detail).toContain('given up after 2 new starts')
    expect(texts().filter((text) => text.includes('starting it again in'))).toHaveLength(2)
    expect(await pidOf(supervisor, 'steady')).toBe(steady)
  })

  test('can be started again by hand, with new data', async () => {
    const supervisor = supervise({ name: 'one' }, { name: 'two' })
    await supervisor.start(NEVER)
    const [one, two] = [await pidOf(supervisor, 'one'), await pidOf(supervisor, 'two')]
    const changed = scriptedService({ name: 'one', script: `console.log('changed')` })
    expect(await supervisor.restart(['one'], [changed, scriptedService({ name: 'two' })])).toEqual(['one'])
    expect(await pidOf(supervisor, 'one')).not.toBe(one)
    expect(await pidOf(supervisor, 'two')).toBe(two)
    await waitFor(() => texts().includes('one: changed'), { what: 'the changed program' })
  })
})
