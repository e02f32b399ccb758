import { AgentDispatchClient } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { languages, modes, type Route } from '../../src/graph/route.ts'
import { specialists } from '../../src/graph/specialists/table.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { tones } from '../support/providers/tone.ts'
import { lacks } from '../support/require.ts'
import { toneOf } from '../support/speech.ts'
import { startVoiceStack, type VoiceStack } from '../support/voice-stack.ts'
import { waitFor } from '../support/wait.ts'

const QUESTION = 'Where is my order now'
/** 20 words, some six seconds of speech where the stub speaks at half of its usual speed. */
const LONG_ANSWER =
  'One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty.'
const FIRST_HINDI_SENTENCE = 'हमारा दफ़्तर सुबह नौ बजे खुलता है।'
const HINDI_ANSWER = `${FIRST_HINDI_SENTENCE} शाम छह बजे तक आप कभी भी आ सकते हैं। रविवार और त्योहारों के दिन हम पूरे बंद रहते हैं।`

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

  /** Joins, hears the greeting, asks, and hears the answer: everything a call must have, for one route. */
  async function converse(metadata: string | undefined, route: Route, tone: number): Promise<void> {
    const caller = await voice.greetedCall(metadata)
    expect(caller.said('agent')).toBe(specialists[route].greeting)
    expect(toneOf(caller.heard.samples(), Object.values(tones))).toBe(tone)
    const asked = await caller.speak(QUESTION)
    const answered = await caller.waitForSound({ from: asked })
    await caller.waitForWords('caller', QUESTION)
    await caller.waitForWords('agent', answerOf(route), { from: asked })
    await caller.waitForTurnEnd()
    expect(toneOf(caller.heard.samples(answered), Object.values(tones))).toBe(tone)
    expect(caller.heard.loudMs(answered)).toBeGreaterThan(100)
    const logged = voice.linesOf(caller).flatMap((line) => /LangGraph selected route: .*$/.exec(line) ?? [])
    expect(logged).toEqual([`LangGraph selected route: ${route}`])
    await caller.hangUp()
  }

  describe('is routed by the metadata of its caller', () => {
    // The stubbed model answers by the instructions it was given, so that the answer tells which specialist asked.
    beforeAll(() =>
      voice.openai.script((messages) => {
        const system = messages.find(({ role }) => role === 'system')?.content
        const specialist = Object.values(specialists).find(({ instructions }) => instructions === system)
        return specialist ? answerOf(specialist.route) : 'Nobody was asked.'
      }),
    )

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

    it('1 MB of it: the server refuses the caller and the dispatch, and takes what is just below its limit', async () => {
      const { livekit, stack } = voice
      const sized = (bytes: number) => JSON.stringify({ mode: 'sales', filler: 'x'.repeat(bytes) })
      await expect(voice.call(sized(1024 * 1024))).rejects.toThrow(/431/)
      const dispatches = new AgentDispatchClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret)
      const dispatched = dispatches.createDispatch('nobody', stack.agentName, { metadata: sized(1024 * 1024) })
      await expect(dispatched).rejects.toThrow(/metadata size exceeds limits/)
      const caller = await voice.call(sized(60_000))
      await caller.waitForWords('agent', specialists.sales_en.greeting)
    })
  })

  it('is answered when the caller writes instead of speaking', async () => {
    voice.openai.script('I have read it.')
    const caller = await voice.greetedCall()
    const written = performance.now()
    await caller.write('Can you read this?')
    await caller.waitForWords('agent', 'I have read it.', { from: written })
    const sound = await caller.waitForSound({ from: written })
    await caller.waitForTurnEnd()
    expect(toneOf(caller.heard.samples(sound), Object.values(tones))).toBe(tones.elevenlabs)
    expect(lastQuestion()).toBe('Can you read this?')
  })

  it('lets the caller interrupt: the agent falls silent, and what was not said is not remembered', async () => {
    voice.openai.script(LONG_ANSWER, 'Yes, I stopped.')
    voice.elevenlabs.timing({ msPerCharacter: 60 })
    const caller = await voice.greetedCall()
    const asked = await caller.speak(QUESTION)
    await caller.waitForWords('agent', 'One two')
    voice.elevenlabs.timing({ msPerCharacter: 8 })
    const interrupted = performance.now()
    await caller.speak('Stop please I have another question for you')
    await caller.waitForWords('agent', 'Yes, I stopped.', { from: interrupted })
    await caller.waitForTurnEnd()
    expect(voice.linesOf(caller).join('\n')).toMatch(/Turn 1: .*interrupted/)
    expect(caller.heard.loudMs(asked, interrupted + 4000)).toBeLessThan((LONG_ANSWER.length * 60) / 2)
    expect(caller.said('agent')).not.toContain('twenty')
    expect(assistantSaid()).not.toContain('twenty')
  })

  it('ends when the caller hangs up in the middle of an answer, and the next one is taken', async () => {
    voice.openai.script(LONG_ANSWER)
    voice.elevenlabs.timing({ msPerCharacter: 60 })
    const caller = await voice.greetedCall()
    await caller.speak(QUESTION)
    await caller.waitForWords('agent', 'One two')
    voice.elevenlabs.timing({ msPerCharacter: 8 })
    const { roomName } = caller
    await caller.hangUp()
    await waitFor(() => voice.worker.lines.some((line) => line.includes(roomName) && /Call ended .*hung up/.test(line)), {
      what: 'the job to end',
    })
    voice.openai.script('The next call works.')
    const next = await voice.greetedCall()
    await next.speak(QUESTION)
    await next.waitForWords('agent', 'The next call works.')
  })

  it('is spoken in Hindi from the first danda on, while the model still writes', async () => {
    voice.openai.script(HINDI_ANSWER)
    voice.openai.timing({ perTokenMs: 150 })
    const caller = await voice.greetedCall('{"language": "hi"}')
    const asked = await caller.speak('आपका दफ़्तर कब खुलता है', 'hi')
    const sound = await caller.waitForSound({ from: asked })
    voice.openai.timing({ perTokenMs: 5 })
    const wordsInTime = (sound - asked) / 150
    expect(wordsInTime).toBeLessThan(HINDI_ANSWER.split(' ').length)
    expect(textsOf(voice.sarvam.requests.at(-1)?.messages ?? [])).toContain(FIRST_HINDI_SENTENCE)
    await caller.waitForWords('agent', HINDI_ANSWER)
  })

  /** What the model was asked last. */
  function lastQuestion(): string | undefined {
    return conversation().findLast(({ role }) => role === 'user')?.content
  }

  /** What the model was told that it had said so far. */
  function assistantSaid(): string {
    return conversation()
      .filter(({ role }) => role === 'assistant')
      .map(({ content }) => content)
      .join(' ')
  }

  function conversation(): { role: string; content: string }[] {
    const request = voice.openai.requests.findLast(({ path }) => path.endsWith('/chat/completions'))
    return (request?.body as { messages?: { role: string; content: string }[] } | undefined)?.messages ?? []
  }
})

function answerOf(route: Route): string {
  return `This is ${route.replace('_', ' in ')} speaking.`
}

/** The texts that Sarvam was sent on one connection. */
function textsOf(messages: unknown[]): string[] {
  return (messages as { type: string; data?: { text?: string } }[]).flatMap(({ type, data }) =>
    type === 'text' && data?.text ? [data.text.trim()] : [],
  )
}
