import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apologyIn } from '../../src/agent/apology.ts'
import type { Caller } from '../support/caller.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import type { Fault } from '../support/providers/stub-server.ts'
import { tones } from '../support/providers/tone.ts'
import { lacks } from '../support/require.ts'
import { toneOf } from '../support/speech.ts'
import { startVoiceStack, type VoiceStack } from '../support/voice-stack.ts'
import { waitFor } from '../support/wait.ts'

const QUESTION = 'Where is my order now'
const { retry, goodbye } = apologyIn('en')

describe.skipIf(lacksLiveKit() || lacks('espeak-ng'))('when a provider fails, the caller is not left in dead air', () => {
  let voice: VoiceStack

  beforeAll(async () => {
    voice = await startVoiceStack()
    voice.deepgram.script(QUESTION)
    voice.openai.script('Your order is on its way and it will be with you tomorrow.')
    voice.groq.script('This is the second model.')
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${voice.worker.lines.slice(-30).join('\n')}\n`)
    for (const stub of [voice.deepgram, voice.openai, voice.groq, voice.elevenlabs, voice.google]) stub.fail(null)
    await voice.hangUpAll()
  })

  afterAll(async () => {
    // No key may have come into the log, whatever the providers answered.
    const log = voice?.worker.lines.join('\n') ?? ''
    await voice?.stop()
    for (const key of Object.values(voice?.keys ?? {})) expect(log).not.toContain(key)
  })

  function lineOf(caller: Caller, words: RegExp): Promise<string> {
    return voice.worker.waitForLine(words, { from: voice.worker.lines.findIndex((line) => line.includes(caller.roomName)) })
  }

  async function agentGone(caller: Caller): Promise<void> {
    await waitFor(() => caller.agentState === null, { what: 'the agent to leave', context: () => caller.summary() })
  }

  describe('language model', () => {
    it.each<[Fault, RegExp]>([
      [401, /OpenAI refused OPENAI_API_KEY \(401\)/],
      [429, /OpenAI says that its quota is used up \(429\)/],
      [503, /OpenAI failed on its side \(503\)/],
    ])('%s: the fallback answers, and the log names the provider', async (fault, line) => {
      voice.openai.fail(fault)
      const caller = await voice.greetedCall()
      await caller.speak(QUESTION)
      await caller.waitForWords('agent', 'This is the second model.')
      await lineOf(caller, line)
    })

    it('hangs mid-stream: what came is said, then an apology, and the next turn works', async () => {
      voice.openai.fail('hang-mid-stream')
      const caller = await voice.greetedCall()
      await caller.speak(QUESTION)
      await caller.waitForWords('agent', retry, { timeoutMs: 30_000 })
      expect(caller.said('agent')).toContain('Your order is on its way')
      await lineOf(caller, /OpenAI stopped in the middle of an answer/)
      voice.openai.fail(null)
      await caller.waitForTurnEnd()
      const asked = await caller.speak(QUESTION)
      await caller.waitForWords('agent', 'with you tomorrow', { from: asked })
    })

    it('both refuse the key: the caller hears why it ends, and both are named', async () => {
      voice.openai.fail(401)
      voice.groq.fail(401)
      const caller = await voice.greetedCall()
      await caller.speak(QUESTION)
      await caller.waitForWords('agent', goodbye)
      await lineOf(caller, /OpenAI refused/)
      await lineOf(caller, /Groq refused/)
      await agentGone(caller)
    })
  })

  describe('speech', () => {
    it.each<[Fault, RegExp]>([
      [401, /ElevenLabs.*401/],
      [429, /ElevenLabs.*429/],
      [500, /ElevenLabs.*500/],
      ['hang', /ElevenLabs/],
      ['hang-mid-stream', /ElevenLabs/],
    ])('%s: the fallback speaks from the first word on or goes on, and the log names the provider', async (fault, line) => {
      voice.elevenlabs.fail(fault)
      const caller = await voice.call()
      await lineOf(caller, line)
      const failed = performance.now()
      await caller.waitForSound({ from: failed })
      await waitFor(() => toneOf(caller.heard.samples(failed), Object.values(tones)) === tones.google, {
        what: "Google's speech",
        context: () => caller.summary(),
      })
    })

    it('and its fallback refuse: the call ends', async () => {
      voice.elevenlabs.fail(401)
      voice.google.fail(401)
      const caller = await voice.call()
      await lineOf(caller, /ElevenLabs.*401/)
      await lineOf(caller, /Google.*401/)
      await lineOf(caller, /The call ends: speech failed/)
      await agentGone(caller)
    })
  })

  describe('transcription', () => {
    it.each<[Fault, RegExp]>([
      [401, /Deepgram.*401/],
      [500, /Deepgram.*500/],
    ])('%s: the caller hears why the call ends, and the log names the provider', async (fault, line) => {
      voice.deepgram.fail(fault)
      const caller = await voice.call()
      await caller.waitForWords('agent', goodbye, { timeoutMs: 30_000 })
      await lineOf(caller, line)
      await agentGone(caller)
    })

    it('hangs mid-stream: the caller who spoke hears something', async () => {
      voice.deepgram.fail('hang-mid-stream')
      const caller = await voice.greetedCall()
      const asked = await caller.speak(QUESTION)
      await caller.waitForSound({ from: asked, timeoutMs: 30_000 })
      await lineOf(caller, /no transcript came from .*deepgram/i)
    })
  })
})
