import { maskNumbers } from '../../src/core/phone.ts'
import { placeCall, type Caller } from './caller.ts'
import { startLiveKit, type LiveKit } from './livekit-server.ts'
import { startAgent, type Program } from './programs.ts'
import { startDeepgram, type DeepgramStub } from './providers/deepgram.ts'
import { startElevenLabs, type ElevenLabsStub } from './providers/elevenlabs.ts'
import { startGoogleTts, type GoogleTtsStub } from './providers/google-tts.ts'
import { startOpenAi, type OpenAiStub } from './providers/openai.ts'
import { startSarvam, type SarvamStub } from './providers/sarvam.ts'
import { writeStack, type StackFolder, type StackOptions } from './stack.ts'
import { waitFor } from './wait.ts'

interface ProviderStubs {
  deepgram: DeepgramStub
  openai: OpenAiStub
  /** The language model's fallback. */
  groq: OpenAiStub
  elevenlabs: ElevenLabsStub
  sarvam: SarvamStub
  /** The fallback of both speeches, and the voice `gemini`. */
  google: GoogleTtsStub
}

/** A real livekit-server and our real worker, connected to stubs of every provider. */
export interface VoiceStack extends ProviderStubs {
  livekit: LiveKit
  stack: StackFolder
  worker: Program
  /** Places a call that the worker takes; the caller's metadata is sent as it is. */
  call(metadata?: string): Promise<Caller>
  /** The same, and waits until the greeting is over. */
  greetedCall(metadata?: string): Promise<Caller>
  /** What the worker logged about one call. */
  linesOf(caller: Caller): string[]
  /** Hangs up what a test left open, and waits until the worker is free again. */
  hangUpAll(): Promise<void>
  /** The keys in .env: nothing that a log may show. */
  keys: Record<string, string>
  stop(): Promise<void>
}

const KEYS = {
  DEEPGRAM_API_KEY: 'stub-key-of-deepgram',
  OPENAI_API_KEY: 'stub-key-of-openai',
  GROQ_API_KEY: 'stub-key-of-groq',
  ELEVENLABS_API_KEY: 'stub-key-of-elevenlabs',
  SARVAM_API_KEY: 'stub-key-of-sarvam',
  GOOGLE_API_KEY: 'stub-key-of-google',
}

export interface VoiceStackOptions {
  /** Put over the config of livekit.yaml, such as a Redis. */
  livekitConfig?: Record<string, unknown>
  /** As in voicectl.yaml. */
  sip?: StackOptions['sip']
  agent?: StackOptions['agent']
  /** Further lines of .env. */
  env?: Record<string, string>
}

/** Starts all of it. The stubs' speech is four times faster than the default, to keep tests short. */
export async function startVoiceStack({ livekitConfig = {}, sip, agent = {}, env = {} }: VoiceStackOptions = {}): Promise<VoiceStack> {
  const livekit = await startLiveKit({ config: livekitConfig })
  const stubs = await startStubs()
  const stack = await writeStack({
    livekit,
    agent: { lowMemory: true, drainSeconds: 1, ...agent },
    providers: providersOf(stubs),
    env: { ...KEYS, ...env },
    ...(sip ? { sip } : {}),
  })
  const worker = await startAgent(stack)
  const stop = async () => {
    await worker.stop()
    await Promise.all(Object.values(stubs).map((stub) => stub.stop()))
    await livekit.stop()
    await stack.remove()
  }
  const open = new Set<Caller>()
  const call = async (metadata?: string) => {
    const caller = await placeCall({ livekit, agentName: stack.agentName, ...(metadata === undefined ? {} : { metadata }) })
    open.add(caller)
    return caller
  }
  const greetedCall = async (metadata?: string) => {
    const caller = await call(metadata)
    await caller.waitForSound()
    await caller.waitForTurnEnd()
    return caller
  }
  const linesOf = (caller: Caller) => worker.lines.filter((line) => line.includes(maskNumbers(caller.roomName)))
  const hangUpAll = async () => {
    for (const caller of open) await caller.hangUp()
    open.clear()
    await waitFor(async () => (await activeCalls(stack)) === 0, { what: 'the worker to be free' })
  }
  return { ...stubs, livekit, stack, worker, keys: KEYS, call, greetedCall, linesOf, hangUpAll, stop }
}

/** How many calls the worker says it has. */
async function activeCalls({ healthPort }: StackFolder): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${healthPort}/worker`)
  return ((await response.json()) as { active_jobs: number }).active_jobs
}

async function startStubs(): Promise<ProviderStubs> {
  const voice = { msPerCharacter: 8 }
  const [deepgram, openai, groq, elevenlabs, sarvam, google] = await Promise.all([
    startDeepgram({ key: KEYS.DEEPGRAM_API_KEY }),
    startOpenAi({ key: KEYS.OPENAI_API_KEY }),
    startOpenAi({ key: KEYS.GROQ_API_KEY, reply: 'This is the second model.' }),
    startElevenLabs({ ...voice, key: KEYS.ELEVENLABS_API_KEY }),
    startSarvam({ ...voice, key: KEYS.SARVAM_API_KEY }),
    startGoogleTts({ ...voice, key: KEYS.GOOGLE_API_KEY }),
  ])
  return { deepgram, openai, groq, elevenlabs, sarvam, google }
}

function providersOf(stubs: ProviderStubs) {
  const google = { provider: 'google' as const, baseUrl: stubs.google.baseUrl }
  return {
    stt: { provider: 'deepgram' as const, baseUrl: stubs.deepgram.baseUrl },
    llm: {
      provider: 'openai' as const,
      baseUrl: stubs.openai.baseUrl,
      fallback: { provider: 'groq' as const, baseUrl: stubs.groq.baseUrl },
    },
    tts: {
      en: { provider: 'elevenlabs' as const, baseUrl: stubs.elevenlabs.baseUrl, fallback: google },
      hi: { provider: 'sarvam' as const, baseUrl: stubs.sarvam.baseUrl, fallback: google },
    },
  }
}
