import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { QUIET_AGENT, writeAgentFile } from '../support/own-agent.ts'
import { startAgent, startProgram, type Program } from '../support/programs.ts'
import { writeStack, type StackFolder, type StackOptions } from '../support/stack.ts'

describe.skipIf(lacksLiveKit())('a worker that can not serve calls does not register', () => {
  let livekit: LiveKit
  let stack: StackFolder
  const open: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    livekit = await startLiveKit()
  })

  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close()
  })

  afterAll(() => livekit?.stop())

  async function folder(options: Omit<StackOptions, 'livekit'> = {}): Promise<StackFolder> {
    stack = await writeStack({ livekit, ...options })
    open.push(() => stack.remove())
    return stack
  }

  async function folderWith(agentSource: string): Promise<void> {
    await folder({ agent: { file: 'agent.mjs', lowMemory: true } })
    await writeAgentFile(stack.dir, agentSource)
  }

  /** Runs the worker to its end, and returns what it said. */
  async function refusal(env: Record<string, string> = {}): Promise<{ code: number | string; text: string }> {
    const program: Program = await startProgram({
      script: 'src/agent/main.ts',
      args: ['start'],
      cwd: stack.dir,
      env: { VOICECTL_PROJECT_DIR: stack.dir, ...env },
    })
    open.push(() => program.stop('SIGKILL'))
    const code = await program.ended
    const text = program.lines.join('\n')
    expect(text).not.toContain('Registered as')
    return { code, text }
  }

  it('an agent file that fails when it is imported: with its own stack trace', async () => {
    await folderWith(`import './missing-module.mjs'`)
    const { code, text } = await refusal()
    expect(code).toBe(2)
    expect(text).toMatch(/The agent file agent\.mjs can't be used \(AGENT_FILE_BROKEN\)/)
    expect(text).toMatch(/It fails when it is imported:[^]*Cannot find module '.*missing-module\.mjs'/)
  })

  it('a prewarm that raises', async () => {
    await folderWith(`function loadVoices() { throw new Error('no voices here') }
export default defineAgent({ prewarm: () => loadVoices(), entry: async () => {} })`)
    const { code, text } = await refusal()
    expect(code).toBe(2)
    expect(text).toMatch(/Its prewarm fails:[^]*Error: no voices here[^]*at loadVoices .*agent\.mjs:2/)
  })

  it('an agent file that hangs: within ten seconds', async () => {
    await folderWith(`console.log('before it hangs'); await new Promise((resolve) => setTimeout(resolve, 600_000))`)
    const { code, text } = await refusal()
    expect(code).toBe(2)
    expect(text).toMatch(/It was not ready after 7 s/)
    expect(text).toContain('before it hangs')
  })

  it('an agent file that ends its process', async () => {
    await folderWith(`console.error('giving up'); process.exit(3)`)
    const { text } = await refusal()
    expect(text).toMatch(/It ended its process \(code 3\)/)
    expect(text).toContain('giving up')
  })

  it('a file that exports no agent', async () => {
    await folderWith('export default { entry: () => {} }')
    expect((await refusal()).text).toMatch(/agent\.mjs doesn't export an agent \(AGENT_FILE_BROKEN\)/)
  })

  it('missing keys, all of them at once, when some are set', async () => {
    await folder({ env: { GROQ_API_KEY: 'stub-key-of-groq' } })
    const { code, text } = await refusal()
    expect(code).toBe(2)
    expect(text).toContain('3 provider keys are missing (PROVIDER_KEY_MISSING)')
    for (const name of ['DEEPGRAM_API_KEY', 'ELEVENLABS_API_KEY', 'SARVAM_API_KEY']) expect(text).toContain(name)
    expect(text).not.toContain('stub-key-of-groq')
  })

  it('a key that LiveKit refuses', async () => {
    stack = await writeStack({ livekit: { ...livekit, apiSecret: 'not-the-secret-that-the-server-has-been-given' } })
    open.push(() => stack.remove())
    const { text } = await refusal()
    expect(text).not.toContain('not-the-secret-that')
    expect(text).toContain('refuses the key in .env (LIVEKIT_KEY_REJECTED)')
  })

  it('a health port that another program has', async () => {
    const server: Server = createServer((_request, response) => response.end('hello'))
    await folder({ agent: { file: 'agent.mjs' } })
    await new Promise<void>((resolve) => server.listen(stack.healthPort, '127.0.0.1', resolve))
    open.push(() => new Promise((resolve) => server.close(resolve)))
    const { code, text } = await refusal()
    expect(code).toBe(1)
    expect(text).toContain(`The worker's health port ${stack.healthPort} is taken (PORT_TAKEN)`)
    expect(text).toMatch(/agent\.healthPort in voicectl\.yaml to a free port such as \d+/)
  })

  it('a second worker of the same name on this machine: which goes on undisturbed', async () => {
    await folderWith(QUIET_AGENT)
    const first = await startAgent(stack)
    open.push(() => first.stop())
    const { code, text } = await refusal()
    expect(code).toBe(1)
    expect(text).toContain(`A worker named ${stack.agentName} already runs on this machine (process ${first.pid}) (AGENT_RUNNING)`)
    expect(text).toContain(`kill ${first.pid}`)
    expect((await fetch(`http://127.0.0.1:${stack.healthPort}/`)).status).toBe(200)
  })

  it('beside the worker of a stack that runs: its supervisor would start a killed one again', async () => {
    await folderWith(QUIET_AGENT)
    const first = await startAgent(stack, { VOICECTL_SERVICE: 'agent' })
    open.push(() => first.stop())
    const { text } = await refusal()
    expect(text).toContain(`voicectl down --project-dir ${stack.dir}`)
    expect(text).not.toContain(`kill ${first.pid}`)
  })
})
