import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { placeCall, type Caller } from '../support/caller.ts'
import { childrenOf, survivors } from '../support/child-processes.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { QUIET_AGENT, writeAgentFile } from '../support/own-agent.ts'
import { startAgent, startProgram, type Program } from '../support/programs.ts'
import { writeStack, type StackFolder, type StackOptions } from '../support/stack.ts'
import { createTcpGate } from '../support/tcp-gate.ts'
import { waitFor } from '../support/wait.ts'

/** Left to itself the SDK keeps the process of an ended call for 21 seconds. */
const SOONER_THAN_THE_SDK_MS = 10_000

describe.skipIf(lacksLiveKit())('the worker', () => {
  let livekit: LiveKit
  let stack: StackFolder
  let worker: Program
  const open: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    livekit = await startLiveKit()
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${worker?.lines.slice(-30).join('\n')}\n`)
    for (const close of open.splice(0).toReversed()) await close()
  })

  afterAll(() => livekit?.stop())

  async function folder(agent: StackOptions['agent'] = {}, server: StackOptions['livekit'] = livekit): Promise<void> {
    stack = await writeStack({ livekit: server, agent: { file: 'agent.mjs', lowMemory: true, drainSeconds: 1, ...agent } })
    open.push(() => rm(stack.dir, { recursive: true, force: true }))
    await writeAgentFile(stack.dir, QUIET_AGENT)
  }

  async function start(agent: StackOptions['agent'] = {}): Promise<void> {
    await folder(agent)
    worker = await startAgent(stack)
    open.push(() => worker.stop())
  }

  async function call(): Promise<Caller> {
    const caller = await placeCall({ livekit, agentName: stack.agentName, microphone: false })
    open.push(() => caller.hangUp())
    return caller
  }

  /** A caller whose call a process of the worker has taken. */
  async function answeredCall(): Promise<Caller> {
    const caller = await call()
    await worker.waitForLine(`joined ${caller.roomName}`, { timeoutMs: 30_000 })
    return caller
  }

  async function info(): Promise<{ agent_name: string; active_jobs: number }> {
    return (await fetch(`http://127.0.0.1:${stack.healthPort}/worker`)).json() as never
  }

  const idle = () => waitFor(async () => (await info()).active_jobs === 0, { what: 'the worker to be idle', timeoutMs: 30_000 })
  const jobProcesses = async () => (await childrenOf(worker.pid)).filter(({ command }) => command.includes('job_proc'))
  const waitForWarm = () =>
    waitFor(async () => (await jobProcesses()).length === (await info()).active_jobs + 1, { what: 'a warm process', timeoutMs: 30_000 })

  describe('with one place', () => {
    beforeAll(async () => {
      stack = await writeStack({ livekit, agent: { file: 'agent.mjs', lowMemory: true, drainSeconds: 1, maxCalls: 1 } })
      await writeAgentFile(stack.dir, QUIET_AGENT)
      worker = await startAgent(stack)
    })

    afterAll(async () => {
      await worker?.stop()
      await stack?.remove()
    })

    it('says that it is well, under its name', async () => {
      const health = await fetch(`http://127.0.0.1:${stack.healthPort}/`)
      expect([health.status, await health.text()]).toEqual([200, 'OK'])
      expect(await info()).toMatchObject({ agent_name: stack.agentName, active_jobs: 0 })
    })

    it('takes a call, and refuses a second one until the first has ended', async () => {
      const first = await answeredCall()
      await call()
      await worker.waitForLine('Call refused: the most calls at one time are 1 (agent.maxCalls)')
      await first.hangUp()
      await idle()
      const third = await answeredCall()
      expect(worker.lines.join('\n')).toContain(`Call accepted: ${third.roomName} (1 of 1)`)
    })

    it("ends a call's process when its caller hangs up, instead of keeping it and its memory", async () => {
      await idle()
      const caller = await answeredCall()
      const [busy] = await jobProcesses()
      const hungUp = performance.now()
      await caller.hangUp()
      await idle()
      expect(performance.now() - hungUp).toBeLessThan(SOONER_THAN_THE_SDK_MS)
      expect(await survivors([busy?.pid ?? 0])).toEqual([])
    })
  })

  it('takes one short call after another: each gives its place back when it ends', async () => {
    await folder({ maxCalls: 1 })
    await writeAgentFile(stack.dir, QUIET_AGENT.replace(' } })', `; ctx.shutdown('done') } })`))
    worker = await startAgent(stack)
    open.push(() => worker.stop())
    for (let i = 0; i < 4; i++) {
      await answeredCall()
      await idle()
    }
    expect(worker.lines.filter((line) => line.includes('Call refused'))).toEqual([])
  })

  it('takes two calls that come at the same moment, with one process waiting, and no third', async () => {
    await start({ maxCalls: 2 })
    const callers = await Promise.all([call(), call(), call()])
    await worker.waitForLine('Call refused: the most calls at one time are 2 (agent.maxCalls)', { timeoutMs: 30_000 })
    const joined = () => worker.lines.filter((line) => line.startsWith('joined ')).length
    await waitFor(() => joined() === 2, { what: 'two calls to be taken', timeoutMs: 30_000 })
    expect(worker.lines.filter((line) => line.includes('Call accepted'))).toHaveLength(2)
    expect(callers).toHaveLength(3)
  })

  describe('when it is stopped', () => {
    it('by Ctrl-C it says so, ends with 130 and leaves no process', async () => {
      await start()
      await waitForWarm()
      const pids = (await childrenOf(worker.pid)).map(({ pid }) => pid)
      expect(pids.length).toBeGreaterThan(0)
      expect(await worker.stop('SIGINT')).toBe(130)
      expect(worker.lines.join('\n')).toContain('Stopping…')
      expect(await survivors(pids)).toEqual([])
      expect(worker.lines.at(-1)).toContain('Stopped')
    })

    it('lets a running call go on to its end, and takes no other', async () => {
      await start({ drainSeconds: 60 })
      const caller = await answeredCall()
      process.kill(worker.pid, 'SIGTERM')
      await worker.waitForLine('Waiting up to 60 s for 1 call')
      expect((await info()).active_jobs).toBe(1)
      await call()
      await caller.hangUp()
      expect(await worker.ended).toBe(143)
      expect(worker.lines.filter((line) => line.includes('Call accepted'))).toHaveLength(1)
    })

    it('ends a call that goes on for longer than agent.drainSeconds', async () => {
      await start({ drainSeconds: 1 })
      const caller = await answeredCall()
      const pids = (await childrenOf(worker.pid)).map(({ pid }) => pid)
      process.kill(worker.pid, 'SIGTERM')
      expect(await worker.ended).toBe(143)
      expect(worker.lines.join('\n')).toContain('Ending 1 call after 1 s')
      expect(await survivors(pids)).toEqual([])
      await waitFor(() => caller.room.remoteParticipants.size === 0, { what: 'the agent to leave the room' })
    })

    it('twice: at once', async () => {
      await start({ drainSeconds: 600 })
      await answeredCall()
      const pids = (await childrenOf(worker.pid)).map(({ pid }) => pid)
      process.kill(worker.pid, 'SIGTERM')
      await worker.waitForLine('Waiting up to')
      expect(await worker.stop('SIGTERM')).toBe(143)
      await waitFor(async () => (await survivors(pids)).length === 0, { what: 'its processes to end' })
    })

    it('by a kill that it can not catch: its job processes end as well', async () => {
      await start()
      await answeredCall()
      await waitForWarm()
      const pids = (await jobProcesses()).map(({ pid }) => pid)
      expect(pids).toHaveLength(2)
      expect(await worker.stop('SIGKILL')).toBe('SIGKILL')
      await waitFor(async () => (await survivors(pids)).length === 0, { what: 'its processes to end', timeoutMs: SOONER_THAN_THE_SDK_MS })
    })
  })

  it('waits for a LiveKit that is not there yet, and registers again when it was gone', async () => {
    const gate = await createTcpGate(livekit.port)
    open.push(() => gate.shut())
    await folder({}, { ...livekit, port: gate.port })
    worker = await startProgram({ script: 'src/agent/main.ts', args: ['start'], env: { VOICECTL_PROJECT_DIR: stack.dir } })
    open.push(() => worker.stop())
    await worker.waitForLine('Waiting for LiveKit', { timeoutMs: 30_000 })
    await worker.waitForLine('failed to connect to LiveKit server', { timeoutMs: 30_000 })
    expect((await fetch(`http://127.0.0.1:${stack.healthPort}/`)).status).toBe(503)
    await gate.open()
    await worker.waitForLine('Registered as', { timeoutMs: 30_000 })
    await gate.shut()
    await worker.waitForLine('worker connection closed unexpectedly')
    const from = worker.lines.length
    await gate.open()
    await worker.waitForLine('Registered as', { from, timeoutMs: 30_000 })
    expect((await fetch(`http://127.0.0.1:${stack.healthPort}/`)).status).toBe(200)
  })

  it('ends soon also while it tries to reach LiveKit, whose next try would be later', async () => {
    const gate = await createTcpGate(livekit.port)
    await folder({ drainSeconds: 60 }, { ...livekit, port: gate.port })
    worker = await startProgram({ script: 'src/agent/main.ts', args: ['start'], env: { VOICECTL_PROJECT_DIR: stack.dir } })
    open.push(() => worker.stop())
    await worker.waitForLine('retrying in 6 seconds', { timeoutMs: 30_000 })
    const began = performance.now()
    expect(await worker.stop('SIGINT')).toBe(130)
    expect(performance.now() - began).toBeLessThan(4500)
    expect(worker.lines.join('\n')).toMatch(/Stopping…[^]*Stopped$/)
  })

  it('stops instead of forking for ever when its job processes can not start any more', async () => {
    await start({ drainSeconds: 0 })
    await waitForWarm()
    await writeAgentFile(stack.dir, `throw new Error('broken meanwhile')`)
    await call()
    expect(await worker.ended).toBe(1)
    const text = worker.lines.join('\n')
    expect(text).toContain('Error: broken meanwhile')
    expect(text).toContain('3 job processes in a row ended before they were ready (AGENT_FILE_BROKEN)')
  })

  it.each([
    ['with a turn detector in a process of its own', false, 1],
    ['in low-memory mode without it', true, 0],
  ])('runs %s', async (_name, lowMemory, detectors) => {
    await start({ lowMemory })
    await waitForWarm()
    const children = await childrenOf(worker.pid)
    expect(children.filter(({ command }) => command.includes('inference_proc'))).toHaveLength(detectors)
  })
})
