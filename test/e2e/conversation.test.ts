import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { modes, languages, type Route } from '../../src/graph/route.ts'
import { specialists } from '../../src/graph/specialists/table.ts'
import type { Caller } from '../support/caller.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { tones } from '../support/providers/tone.ts'
import { lacks } from '../support/require.ts'
import { toneOf } from '../support/speech.ts'
import { startVoiceStack, type VoiceStack } from '../support/voice-stack.ts'
import { waitFor } from '../support/wait.ts'

const QUESTION = 'Where is my order now'
const GREETING_OVER_MS = 500

describe.skipIf(lacksLiveKit() || lacks('espeak-ng'))('a call', () => {
  let voice: VoiceStack

  beforeAll(async () => {
    voice = await startVoiceStack()
    voice.deepgram.script(QUESTION)
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${voice.worker.lines.slice(-30).join('\n')}\n`)
    await voice.hangUpAll()
  })

  afterAll(async () => voice?.stop())

  /** A caller who has heard the greeting to its end. */
  async function greeted(metadata?: string): Promise<Caller> {
    const caller = await voice.call(metadata)
    await caller.waitForSound()
    await turnOver(caller)
    return caller
  }

  /** Joins, hears the greeting, asks, and hears the answer: everything a call must have, for one route. */
  async function converse(metadata: string | undefined, route: Route, tone: number): Promise<void> {
    const caller = await greeted(metadata)
    expect(caller.said('agent')).toBe(specialists[route].greeting)
    expect(toneOf(caller.heard.samples(), Object.values(tones))).toBe(tone)
    const asked = await caller.speak(QUESTION)
    const answered = await caller.waitForSound({ from: asked })
    await caller.waitForWords('caller', QUESTION)
    await caller.waitForWords('agent', answerOf(route), { from: asked })
    await turnOver(caller)
    expect(toneOf(caller.heard.samples(answered), Object.values(tones))).toBe(tone)
    expect(caller.heard.loudMs(answered)).toBeGreaterThan(100)
    expect(routesOf(caller)).toEqual([`LangGraph selected route: ${route}`])
    await caller.hangUp()
  }

  function routesOf(caller: Caller): string[] {
    const lines = voice.worker.lines.filter((line) => line.includes(caller.roomName))
    return lines.flatMap((line) => /LangGraph selected route: .*$/.exec(line) ?? [])
  }

  /** The stubbed model answers by the instructions it was given, so that the answer tells which specialist asked. */
  function answerByInstructions(): void {
    voice.openai.script((messages) => {
      const system = messages.find(({ role }) => role === 'system')?.content
      const specialist = Object.values(specialists).find(({ instructions }) => instructions === system)
      return specialist ? answerOf(specialist.route) : 'Nobody was asked.'
    })
  }

  describe('is routed by the metadata of its caller', () => {
    beforeAll(answerByInstructions)

    it.each(modes)('%s, in both languages', async (mode) => {
      const tone = { en: tones.elevenlabs, hi: tones.sarvam }
      await Promise.all(languages.map((language) => converse(JSON.stringify({ mode, language }), `${mode}_${language}`, tone[language])))
    })

    it('none at all, and a mode that is unknown: general', async () => {
      await Promise.all([
        converse(undefined, 'general_en', tones.elevenlabs),
        converse('{"mode": "billing", "language": "hi"}', 'general_hi', tones.sarvam),
      ])
    })

    it('another language, and text that is not JSON: English', async () => {
      await Promise.all([
        converse('{"mode": "sales", "language": "de"}', 'sales_en', tones.elevenlabs),
        converse('{"mode": "sales"', 'general_en', tones.elevenlabs),
      ])
    })

    it("the voice gemini: Google's speech, in both languages", async () => {
      await Promise.all([
        converse('{"mode": "support", "language": "en", "voice": "gemini"}', 'support_en', tones.google),
        converse('{"mode": "support", "language": "hi", "voice": "gemini"}', 'support_hi', tones.google),
      ])
    })
  })
})

/** Waits until the agent has stopped speaking and listens. */
async function turnOver(caller: Caller): Promise<void> {
  await waitFor(() => caller.heard.quietMs() > GREETING_OVER_MS && caller.agentState === 'listening', {
    what: 'the agent to finish',
    context: () => caller.summary(),
  })
}

function answerOf(route: Route): string {
  return `This is ${route.replace('_', ' in ')} speaking.`
}
