import { RoomServiceClient } from 'livekit-server-sdk'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probe as joins } from '../../src/doctor/probes/agent-joins.ts'
import { probe as registered } from '../../src/doctor/probes/agent-registered.ts'
import { probe as route } from '../../src/doctor/probes/agent-route.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { writeAgentFile } from '../support/own-agent.ts'
import { bareSubject, runAll, runOne, subjectOf, type Probed } from '../support/probing.ts'
import { startAgent, startProgram, type Program } from '../support/programs.ts'
import { writeStack, type StackFolder, type StackOptions } from '../support/stack.ts'
import { Undo } from '../support/undo.ts'
import { startVoiceStack } from '../support/voice-stack.ts'

/** A worker that knows nothing of voicectl. */
const FOREIGN = `
import { AgentServer, ServerOptions, initializeLogger } from '${import.meta.resolve('@livekit/agents')}'
initializeLogger({ pretty: false, level: 'warn' })
const [agent, agentName, wsURL, port, apiKey, apiSecret] = process.argv.slice(2)
await new AgentServer(new ServerOptions({ agent, agentName, wsURL, apiKey, apiSecret, production: true, numIdleProcesses: 1, host: '127.0.0.1', port: Number(port), loadFunc: async () => 0 })).run()
`

describe.skipIf(lacksLiveKit())('doctor looks at the agent', () => {
  let livekit: LiveKit
  const undo = new Undo()
  const last = new Undo()

  beforeAll(async () => {
    livekit = last.add(await startLiveKit(), (server) => server.stop())
  })
  afterEach(() => undo.run())
  afterAll(() => last.run())

  async function folder(options: Omit<StackOptions, 'livekit'> = {}): Promise<StackFolder> {
    const agent = { lowMemory: true, drainSeconds: 0, ...options.agent }
    return undo.add(await writeStack({ livekit, ...options, agent }), (stack) => stack.remove())
  }

  async function worker(stack: StackFolder): Promise<Program> {
    return undo.add(await startAgent(stack), (program) => program.stop())
  }

  async function look(subject: Subject): Promise<Record<'registered' | 'joins' | 'route', Probed>> {
    const [first, second, third] = await runAll([registered, joins, route], subject)
    expect(await rooms()).toEqual([])
    if (!first || !second || !third) throw new Error('a probe is missing')
    return { registered: first, joins: second, route: third }
  }

  async function rooms(): Promise<string[]> {
    const list = await new RoomServiceClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret).listRooms()
    return list.map(({ name }) => name)
  }

  it('a worker that runs, one that was stopped, and the same after the printed fix', async () => {
    const stack = await folder()
    const program = await worker(stack)
    const subject = await subjectOf(stack.dir)
    const well = await look(subject)
    expect(well.registered).toMatchObject({ status: 'pass', detail: `${stack.agentName} is registered, seen by its own word` })
    expect(well.joins).toMatchObject({ status: 'pass', detail: expect.stringMatching(/joined a probe room within \d\.\d s/) })
    expect(well.route).toMatchObject({ status: 'pass', detail: 'a caller who asks for support in Hindi gets support_hi' })
    await program.waitForLine('Answered a probe of voicectl doctor: route support_hi')

    await program.stop()
    const ill = await look(subject)
    expect(ill.registered).toMatchObject({ status: 'fail', detail: `No worker is registered as ${stack.agentName}` })
    expect(ill.registered.finding?.fix).toMatchObject({ command: 'voicectl agent start' })
    expect(ill.joins).toMatchObject({ status: 'skipped', detail: expect.stringContaining('agent.registered') })
    expect(ill.route.status).toBe('skipped')

    await worker(stack)
    expect((await look(subject)).joins.status).toBe('pass')
  })

  it('a worker that was started before its name was changed: both are named, and to start it again mends it', async () => {
    const stack = await folder({ agent: { name: 'Front-Desk' } })
    await worker(stack)
    const file = path.join(stack.dir, 'voicectl.yaml')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('Front-Desk', 'front-desk'))
    const ill = await look(await subjectOf(stack.dir))
    expect(ill.registered).toMatchObject({
      status: 'fail',
      detail: 'No worker is registered as front-desk, but one is as Front-Desk',
      finding: {
        why: expect.stringContaining('before agent.name was changed'),
        fix: { command: 'voicectl restart' },
      },
    })
    // A name that only rules and tokens ask for is mended by hand.
    await writeFile(file, text)
    const subject = await subjectOf(stack.dir)
    const asked = await look({ ...subject, agent: { ...subject.agent, wanted: ['front-desk'] } })
    expect(asked.registered.finding).toMatchObject({
      why: expect.stringContaining('upper and lower case'),
      fix: { text: expect.stringContaining('agent.name in voicectl.yaml') },
    })
    expect((await look(subject)).registered.status).toBe('pass')
  })

  it('a worker whose health port is out of reach: a probe job proves that it is there', async () => {
    const stack = await folder()
    await worker(stack)
    const subject = await subjectOf(stack.dir)
    const seen = await look({ ...subject, agent: { ...subject.agent, healthUrl: `http://127.0.0.1:${await freePort()}` } })
    expect(seen.registered).toMatchObject({ status: 'pass', detail: expect.stringContaining('seen by a probe job') })
    expect(seen.route.status).toBe('pass')
  })

  it("an own agent joins without its code being run, and its routing isn't judged", async () => {
    const stack = await folder({ agent: { file: 'agent.mjs' } })
    await writeAgentFile(stack.dir, `export default defineAgent({ entry: async (ctx) => { console.log('a model was paid') } })`)
    const program = await worker(stack)
    const seen = await look(await subjectOf(stack.dir))
    expect(seen.joins.status).toBe('pass')
    expect(seen.route).toMatchObject({ status: 'skipped', detail: 'agent.file has its own routing' })
    await program.waitForLine('Answered a probe')
    expect(program.lines.join('\n')).not.toContain('a model was paid')
  })

  it('a foreign worker joins; which way it routes is unknown', async () => {
    const stack = await folder()
    await writeAgentFile(stack.dir, `export default defineAgent({ entry: async (ctx) => { await ctx.connect() } })`)
    const script = path.join(stack.dir, 'worker.mjs')
    await writeFile(script, FOREIGN)
    const args = [
      path.join(stack.dir, 'agent.mjs'),
      stack.agentName,
      livekit.url,
      String(stack.healthPort),
      livekit.apiKey,
      livekit.apiSecret,
    ]
    const readyUrl = `http://127.0.0.1:${stack.healthPort}/`
    undo.add(await startProgram({ script: path.relative('.', script), args, readyUrl }), (program) => program.stop('SIGKILL'))
    const seen = await look({ ...(await subjectOf(stack.dir)), stack: null })
    expect(seen.registered.status).toBe('pass')
    expect(seen.joins.status).toBe('pass')
    expect(seen.route).toMatchObject({ status: 'unknown', detail: 'only a worker of voicectl says which way it routes' })
    // Its name is in its code only: its own word has it.
    const unnamed = await subjectOf(stack.dir)
    const told = await look({ ...unnamed, stack: null, agent: { ...unnamed.agent, names: [], wanted: [] } })
    expect(told.joins).toMatchObject({ status: 'pass', detail: expect.stringContaining(stack.agentName) })
  })
})

describe.skipIf(lacksLiveKit())('an agent that no file names', () => {
  it('is unknown, or not there at all', async () => {
    const livekit = await startLiveKit()
    try {
      const keys = [{ user: 'agent, page', key: livekit.apiKey, secret: livekit.apiSecret }]
      const hidden = await runOne(registered, bareSubject({ serverUrl: livekit.url, keys }))
      expect(hidden).toMatchObject({ status: 'unknown', detail: expect.stringContaining('no file says which name') })
      const none = await runOne(
        registered,
        bareSubject({ serverUrl: livekit.url, keys: [{ ...keys[0], user: 'livekit', key: '', secret: '' }] }),
      )
      expect(none).toMatchObject({ status: 'skipped', detail: 'no file speaks of an agent' })
    } finally {
      await livekit.stop()
    }
  })
})

describe.skipIf(lacksLiveKit())('a probe costs nothing', () => {
  it('no provider is called', async () => {
    const voice = await startVoiceStack()
    try {
      const stubs = [voice.deepgram, voice.openai, voice.groq, voice.elevenlabs, voice.sarvam, voice.google]
      const asked = () => stubs.map((stub) => stub.requests.filter(({ path: at }) => !at.endsWith('/models')).length)
      const before = asked()
      const [, , routed] = await runAll([registered, joins, route], await subjectOf(voice.stack.dir))
      expect(routed?.status).toBe('pass')
      expect(asked()).toEqual(before)
    } finally {
      await voice.stop()
    }
  })
})
