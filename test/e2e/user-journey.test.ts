import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { patchEnvFile } from '../../src/stack/env-file.ts'
import type { StackStatus } from '../../src/runtime/runtime.ts'
import { joinCall, type Caller } from '../support/caller.ts'
import { freePort } from '../support/free-port.ts'
import { findLiveKitServer, lacksLiveKit } from '../support/livekit-server.ts'
import { startProgram } from '../support/programs.ts'
import { startDeepgram, type DeepgramStub } from '../support/providers/deepgram.ts'
import { startElevenLabs, type ElevenLabsStub } from '../support/providers/elevenlabs.ts'
import { startOpenAi, type OpenAiStub } from '../support/providers/openai.ts'
import { tones } from '../support/providers/tone.ts'
import { findProgram, lacks } from '../support/require.ts'
import { toneOf } from '../support/speech.ts'

const QUESTION = 'What are your opening hours'
const KEYS = {
  DEEPGRAM_API_KEY: 'journey-deepgram-key',
  OPENAI_API_KEY: 'journey-openai-key',
  ELEVENLABS_API_KEY: 'journey-elevenlabs-key',
}

/** From an empty folder to a conversation and back, by the commands that a user types. Each step needs the one before it. */
describe.skipIf(lacksLiveKit() || lacks('espeak-ng'))('a user', () => {
  let home: string
  let dir: string
  let env: Record<string, string>
  let page: string
  let stubs: { deepgram: DeepgramStub; openai: OpenAiStub; elevenlabs: ElevenLabsStub }
  const output: string[] = []

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'voicectl-journey-'))
    dir = path.join(home, 'my-stack')
    await mkdir(dir)
    env = { HOME: home, PATH: await barePath(), VOICECTL_LIVEKIT_SERVER: findLiveKitServer() ?? '' }
    const [deepgram, openai, elevenlabs] = await Promise.all([
      startDeepgram({ transcripts: [QUESTION], key: KEYS.DEEPGRAM_API_KEY }),
      startOpenAi({ reply: 'We open at nine.', key: KEYS.OPENAI_API_KEY }),
      startElevenLabs({ msPerCharacter: 8, key: KEYS.ELEVENLABS_API_KEY }),
    ])
    stubs = { deepgram, openai, elevenlabs }
  })

  afterAll(async () => {
    if (!home) return
    await voicectl('down', '--now')
    await Promise.all(Object.values(stubs).map((stub) => stub.stop()))
    await rm(home, { recursive: true, force: true })
  })

  /** A folder for PATH in which only espeak-ng is: what is not there can't be needed. */
  async function barePath(): Promise<string> {
    const folder = path.join(home, 'bin')
    await mkdir(folder)
    await symlink(findProgram('espeak-ng') ?? '', path.join(folder, 'espeak-ng'))
    return folder
  }

  async function voicectl(...args: string[]): Promise<{ exitCode: number | string; text: string }> {
    const program = await startProgram({ script: 'bin/dev.js', args, cwd: dir, env })
    const exitCode = await program.ended
    output.push(...program.lines)
    return { exitCode, text: program.lines.join('\n') }
  }

  async function status(): Promise<StackStatus> {
    return (JSON.parse((await voicectl('status', '--json')).text) as { data: StackStatus }).data
  }

  /** What the page does when its start button is pressed. */
  async function callFromPage(request: object, microphone: boolean): Promise<Caller> {
    const response = await fetch(`${page}/api/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    expect(response.status).toBe(201)
    const { serverUrl, participantToken } = (await response.json()) as { serverUrl: string; participantToken: string }
    return joinCall({ url: serverUrl, token: participantToken, microphone })
  }

  it('makes a stack in an empty folder', async () => {
    const { exitCode, text } = await voicectl('init', '--yes')
    expect(exitCode, text).toBe(0)
    expect((await stat(path.join(dir, '.env'))).mode & 0o777).toBe(0o600)
    expect(await readFile(path.join(dir, '.env'), 'utf8')).toMatch(/^LIVEKIT_API_SECRET=\S{32,}$/m)
    expect(text).toContain('voicectl up')
    page = await chooseFreePorts()
  })

  it('brings it up without a key, a container or a compiler', async () => {
    const { exitCode, text } = await voicectl('up', '--detach')
    expect(exitCode, text).toBe(0)
    expect(text).toContain(page.replace('127.0.0.1', 'localhost'))
    expect(text).toMatch(/demo/i)
    const { state, services } = await status()
    expect(state).toBe('running')
    expect(services.map(({ name, state: each }) => `${name} ${each}`).toSorted()).toEqual(['agent ready', 'livekit ready', 'web ready'])
  })

  it('writes to the agent and is answered, in words and in speech', async () => {
    const caller = await callFromPage({ mode: 'sales' }, false)
    await caller.waitForSound({ timeoutMs: 30_000 })
    await caller.write('What does it cost?')
    await caller.waitForWords('agent', 'I heard: “What does it cost?”', { timeoutMs: 30_000 })
    await caller.hangUp()
  })

  it('reads in the log which specialist answered', async () => {
    const { exitCode, text } = await voicectl('logs', 'agent')
    expect(exitCode).toBe(0)
    expect(text).toContain('LangGraph selected route: sales_en')
  })

  it('puts in keys and starts again: real providers', async () => {
    await writeFile(path.join(dir, '.env'), patchEnvFile(await readFile(path.join(dir, '.env'), 'utf8'), KEYS))
    await editConfig({
      stt: { provider: 'deepgram', baseUrl: stubs.deepgram.baseUrl },
      llm: { provider: 'openai', baseUrl: stubs.openai.baseUrl },
      tts: {
        en: { provider: 'elevenlabs', baseUrl: stubs.elevenlabs.baseUrl },
        hi: { provider: 'elevenlabs', baseUrl: stubs.elevenlabs.baseUrl },
      },
    })
    expect((await voicectl('down')).exitCode).toBe(0)
    const { exitCode, text } = await voicectl('up', '--detach')
    expect(exitCode, text).toBe(0)
    expect((await status()).summary?.mode).toBe('live')
  })

  it('speaks with the agent', async () => {
    const caller = await callFromPage({ mode: 'support', language: 'en' }, true)
    await caller.waitForSound({ timeoutMs: 30_000 })
    await caller.waitForTurnEnd()
    const asked = await caller.speak(QUESTION)
    await caller.waitForWords('caller', QUESTION)
    await caller.waitForWords('agent', 'We open at nine.', { from: asked })
    const answered = await caller.waitForSound({ from: asked })
    await caller.waitForTurnEnd()
    expect(toneOf(caller.heard.samples(answered), Object.values(tones))).toBe(tones.elevenlabs)
    await caller.hangUp()
  })

  it('takes it down, and nothing is left', async () => {
    const { exitCode, text } = await voicectl('down')
    expect(exitCode, text).toBe(0)
    expect((await status()).state).toBe('stopped')
    await expect(fetch(`${page}/api/health`)).rejects.toThrow()
  })

  it('has seen no secret on the way', async () => {
    const secrets = (await readFile(path.join(dir, '.env'), 'utf8')).match(/(?<=^\w+(SECRET|KEY)=)\S+/gm) ?? []
    expect(secrets.length).toBeGreaterThanOrEqual(5)
    const [, ...hidden] = secrets
    for (const secret of hidden) expect(output.join('\n')).not.toContain(secret)
  })

  /** A machine that runs tests may have the usual ports taken. Returns the page's address. */
  async function chooseFreePorts(): Promise<string> {
    const file = path.join(dir, 'voicectl.yaml')
    const document = parseDocument(await readFile(file, 'utf8'))
    const webPort = await freePort()
    for (const at of [
      ['livekit', 'port'],
      ['livekit', 'tcpPort'],
      ['livekit', 'udpPort'],
      ['agent', 'healthPort'],
    ]) {
      document.setIn(at, await freePort())
    }
    document.setIn(['web', 'port'], webPort)
    document.setIn(['agent', 'lowMemory'], true)
    await writeFile(file, String(document))
    return `http://127.0.0.1:${webPort}`
  }

  async function editConfig(providers: object): Promise<void> {
    const file = path.join(dir, 'voicectl.yaml')
    const document = parseDocument(await readFile(file, 'utf8'))
    document.set('providers', document.createNode(providers))
    await writeFile(file, String(document))
  }
})
