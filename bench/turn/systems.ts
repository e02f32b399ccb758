import { freePort } from '../../test/support/free-port.ts'
import type { LiveKit } from '../../test/support/livekit-server.ts'
import { startAgent, startProgram, type Program } from '../../test/support/programs.ts'
import { startDeepgram, type DeepgramStub } from '../../test/support/providers/deepgram.ts'
import { startElevenLabs, type ElevenLabsStub } from '../../test/support/providers/elevenlabs.ts'
import { startOpenAi, type OpenAiStub } from '../../test/support/providers/openai.ts'
import { writeStack } from '../../test/support/stack.ts'
import type { BenchSettings } from './settings.ts'

export interface Stubs {
  deepgram: DeepgramStub
  openai: OpenAiStub
  elevenlabs: ElevenLabsStub
}

/** What all workers are connected to. */
export interface Ground {
  livekit: LiveKit
  stubs: Stubs
}

/** One worker under measurement. */
export interface System {
  name: string
  agentName: string
  program: Program
  stop(): Promise<void>
}

/** STT's final 150 ms after the silence begins, LLM's first token after 100 ms, first audio 80 ms after a sentence. */
export async function startStubs(): Promise<Stubs> {
  const [deepgram, openai, elevenlabs] = await Promise.all([
    startDeepgram({ finalDelayMs: 150 }),
    startOpenAi({ ttftMs: 100, perTokenMs: 5 }),
    startElevenLabs({ ttfbMs: 80, msPerCharacter: 15 }),
  ])
  return { deepgram, openai, elevenlabs }
}

export type TurnSettings = Pick<BenchSettings, 'turnDetection'>

export async function startVoicectl({ livekit, stubs }: Ground, lowMemory: boolean): Promise<System> {
  const speech = { provider: 'elevenlabs' as const, baseUrl: stubs.elevenlabs.baseUrl, voice: 'voice' }
  const stack = await writeStack({
    livekit,
    agent: { lowMemory },
    providers: {
      stt: { provider: 'deepgram', baseUrl: stubs.deepgram.baseUrl },
      llm: { provider: 'openai', baseUrl: stubs.openai.baseUrl },
      tts: { en: speech, hi: speech },
    },
    env: { DEEPGRAM_API_KEY: 'stub-key', OPENAI_API_KEY: 'stub-key', ELEVENLABS_API_KEY: 'stub-key' },
  })
  const program = await startAgent(stack)
  const stop = async () => {
    await program.stop()
    await stack.remove()
  }
  return { name: 'voicectl', agentName: stack.agentName, program, stop }
}

interface Peer {
  name: string
  script: string
  interpreter?: string
}

export async function startPeer({ livekit, stubs }: Ground, peer: Peer, turn: TurnSettings): Promise<System> {
  const healthPort = await freePort()
  const settings: BenchSettings = {
    livekit: { url: livekit.url, apiKey: livekit.apiKey, apiSecret: livekit.apiSecret },
    agentName: `peer-${healthPort}`,
    healthPort,
    deepgram: stubs.deepgram.baseUrl,
    openai: stubs.openai.baseUrl,
    elevenlabs: stubs.elevenlabs.baseUrl,
    ...turn,
  }
  const program = await startProgram({
    script: peer.script,
    ...(peer.interpreter === undefined ? {} : { interpreter: peer.interpreter }),
    env: { BENCH_SETTINGS: JSON.stringify(settings) },
    readyUrl: `http://127.0.0.1:${healthPort}/`,
    readyTimeoutMs: 60_000,
  })
  return { name: peer.name, agentName: settings.agentName, program, stop: async () => void (await program.stop()) }
}
