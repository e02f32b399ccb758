import { TTS as StockElevenLabs } from '@livekit/agents-plugin-elevenlabs'
import { afterEach, describe, expect, test } from 'vitest'
import { startElevenLabs } from '../../../test/support/providers/elevenlabs.ts'
import { startGoogleTts } from '../../../test/support/providers/google-tts.ts'
import { hear, stackWith } from '../../../test/support/providers/hear.ts'
import { startOpenAi } from '../../../test/support/providers/openai.ts'
import { startSarvam } from '../../../test/support/providers/sarvam.ts'
import type { Fault, Stub } from '../../../test/support/providers/stub-server.ts'
import { lacks } from '../../../test/support/require.ts'
import { rms } from '../../../test/support/speech.ts'
import { waitFor } from '../../../test/support/wait.ts'
import type { Caller } from '../../core/caller.ts'
import { createSpeech, createSpeechWithin } from './speech.ts'

const KEY = 'sk-secret-of-the-test'
const HINDI = 'जी हाँ, मैं आपकी मदद कर सकता हूँ। कृपया अपना नाम और ऑर्डर नंबर बताइए। मैं अभी जाँच करके आपको बताता हूँ।'
const WORDS = HINDI.match(/\S+\s*/g) ?? []
const caller = (language: Caller['language'] = 'hi', voice: string | null = null): Caller => ({ mode: 'general', language, voice })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function use<T extends Stub>(stub: T): T {
  cleanups.push(() => stub.stop())
  return stub
}

type Tts = NonNullable<NonNullable<Parameters<typeof stackWith>[0]>['tts']>
const env = { SARVAM_API_KEY: KEY, ELEVENLABS_API_KEY: KEY, GOOGLE_API_KEY: KEY, OPENAI_API_KEY: KEY }

function speechFor(tts: Tts, who: Caller, keys: Record<string, string> = env) {
  const lines: string[] = []
  const speech = createSpeechWithin(stackWith({ tts }, keys), who, { log: (line) => lines.push(line), firstSoundMs: 1500, silenceMs: 800 })
  if (speech === null) throw new Error('no speech')
  cleanups.push(() => speech.close())
  return { speech, lines }
}

const providers = {
  sarvam: async () => use(await startSarvam({ key: KEY, chunkEveryMs: 1 })),
  elevenlabs: async () => use(await startElevenLabs({ key: KEY })),
  google: async () => use(await startGoogleTts({ key: KEY, chunkEveryMs: 1 })),
  openai: async () => use(await startOpenAi({ key: KEY, chunkEveryMs: 1 })),
}
type Name = keyof typeof providers
const names = Object.keys(providers) as Name[]

describe.each(names)('%s', (name) => {
  test('speaks Hindi sentence by sentence while it is still being written, with metrics', async () => {
    const stub = await providers[name]()
    const { speech, lines } = speechFor({ hi: { provider: name, baseUrl: stub.baseUrl } }, caller())
    const heard = await hear(speech, WORDS, { everyMs: 30 })
    expect(heard.voices).toEqual([name])
    expect(heard.isLoud).toBe(true)
    expect(heard.ms).toBeGreaterThan(HINDI.length * 30 * 0.9)
    expect(heard.writtenAtFirst).toBeLessThan(WORDS.length - 5)
    expect(heard.metrics).toHaveLength(1)
    expect(heard.metrics[0]).toMatchObject({ type: 'tts_metrics', streamed: true, cancelled: false, metadata: { modelName: speech.model } })
    expect(heard.metrics[0]?.ttfbMs).toBeGreaterThanOrEqual(75)
    expect(heard.metrics[0]?.ttfbMs).toBeLessThan(400)
    expect(heard.metrics[0]?.charactersCount).toBeGreaterThan(HINDI.length * 0.95)
    expect(lines).toEqual([])
  })

  test.each<Fault>([401, 429, 503, 'hang', 'hang-connect', 'hang-mid-stream', 'drop-mid-stream'])(
    'fails with %s: the fallback says what is left, and the log says why without the key',
    async (fault) => {
      const stub = await providers[name]()
      const spare = name === 'openai' ? 'sarvam' : 'openai'
      const other = await providers[spare]()
      stub.fail(fault)
      const { speech, lines } = speechFor(
        { hi: { provider: name, baseUrl: stub.baseUrl, fallback: { provider: spare, baseUrl: other.baseUrl } } },
        caller(),
      )
      const heard = await hear(speech, WORDS)
      expect(heard.voices).toEqual(String(fault).endsWith('mid-stream') ? [name, spare] : [spare])
      expect(heard.ms).toBeGreaterThan(HINDI.length * 30 * 0.9)
      const again = await hear(speech, WORDS)
      expect(again.voices).toEqual([spare])
      expect(again.firstMs).toBeLessThan(1500)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/takes over\.$/)
      if (typeof fault === 'number') expect(lines[0]).toContain(`(${fault})`)
      expect(lines.join()).not.toContain(KEY)
    },
  )

  test('is not reachable and has no fallback: an error event and a line with what to do, no crash', async () => {
    const stub = await providers[name]()
    await stub.stop()
    cleanups.pop()
    const { speech, lines } = speechFor({ hi: { provider: name, baseUrl: stub.baseUrl } }, caller())
    const errors: boolean[] = []
    speech.on('error', ({ recoverable }) => errors.push(recoverable))
    const heard = await hear(speech, WORDS)
    expect(heard.ms).toBe(0)
    expect(errors).toEqual([false])
    expect(lines).toEqual([expect.stringMatching(/127\.0\.0\.1:\d+.* failed.*ECONNREFUSED.*baseUrl in voicectl\.yaml.*fallback/)])
  })

  test('an interruption ends its sound at once, and the next answer is whole and pure', async () => {
    const stub = await providers[name]()
    const { speech, lines } = speechFor({ hi: { provider: name, baseUrl: stub.baseUrl } }, caller())
    const cut = await hear(speech, WORDS, { stopAfterMs: 300 })
    expect(cut.ms).toBeLessThan(600)
    const next = await hear(speech, ['ठीक है, धन्यवाद।'])
    expect(next.voices).toEqual([name])
    expect(next.ms).toBeGreaterThanOrEqual(400)
    expect(next.ms).toBeLessThanOrEqual(600)
    expect(lines).toEqual([])
  })
})

describe('connections', () => {
  test.each(['sarvam', 'elevenlabs'] as const)('%s keeps one over several answers', async (name) => {
    const stub = await providers[name]()
    const { speech } = speechFor({ hi: { provider: name, baseUrl: stub.baseUrl } }, caller())
    await waitFor(() => stub.openConnections() === 1, { what: 'the connection to be opened before anything is said' })
    for (let i = 0; i < 3; i++) await hear(speech, WORDS)
    expect(stub.connections()).toBe(1)
  })

  test('sarvam: dropped on an interruption, the next is ready before it is needed; a closed one is replaced', async () => {
    const stub = use(await startSarvam({ key: KEY, chunkEveryMs: 1 }))
    const { speech, lines } = speechFor({ hi: { provider: 'sarvam', baseUrl: stub.baseUrl } }, caller())
    await hear(speech, WORDS, { stopAfterMs: 200 })
    await waitFor(() => stub.connections() === 2 && stub.openConnections() === 1, {
      what: 'another connection in place of the dropped one',
    })
    await hear(speech, WORDS)
    expect(stub.connections()).toBe(2)
    stub.disconnect()
    await waitFor(() => stub.openConnections() === 0, { what: 'the server to close' })
    expect((await hear(speech, WORDS)).voices).toEqual(['sarvam'])
    expect(stub.connections()).toBe(3)
    expect(lines).toEqual([])
  })

  test('sarvam: two answers at a time do not mix', async () => {
    const stub = use(await startSarvam({ key: KEY, chunkEveryMs: 1 }))
    const { speech } = speechFor({ hi: { provider: 'sarvam', baseUrl: stub.baseUrl } }, caller())
    const [long, short] = await Promise.all([hear(speech, WORDS), hear(speech, ['ठीक है।'])])
    expect(long.ms).toBeGreaterThan(HINDI.length * 30 * 0.9)
    expect(short.ms).toBe(300)
  })

  test('closing ends them', async () => {
    const stub = use(await startSarvam({ key: KEY, chunkEveryMs: 1 }))
    const { speech } = speechFor({ hi: { provider: 'sarvam', baseUrl: stub.baseUrl } }, caller())
    await hear(speech, WORDS)
    await speech.close()
    await waitFor(() => stub.openConnections() === 0, { what: 'the connection to close' })
  })
})

test('a 27-word Hindi answer at 30 ms a word starts at least 400 ms earlier than with the stock plugin', async () => {
  const stub = await providers.elevenlabs()
  const { speech } = speechFor({ hi: { provider: 'elevenlabs', baseUrl: stub.baseUrl } }, caller())
  const stock = new StockElevenLabs({ apiKey: KEY, baseURL: stub.baseUrl })
  cleanups.push(() => stock.close())
  const answer = 'हमारा दफ़्तर सुबह नौ बजे खुलता है। शाम छह बजे तक आप कभी भी आ सकते हैं। रविवार और त्योहारों के दिन हम पूरे बंद रहते हैं।'
  const words = answer.match(/\S+\s*/g) ?? []
  expect(words).toHaveLength(27)
  for (const each of [speech, stock]) await hear(each, ['हाँ।'])
  const [ours, theirs] = [await hear(speech, words, { everyMs: 30 }), await hear(stock, words, { everyMs: 30 })]
  expect(theirs.firstMs).toBeGreaterThan((ours.firstMs ?? Infinity) + 400)
})

describe('who speaks', () => {
  test.each([
    { who: caller('hi'), expected: 'sarvam' },
    { who: caller('en'), expected: 'elevenlabs' },
    { who: caller('en', 'Someone'), expected: 'elevenlabs' },
    { who: caller('hi', 'gemini'), expected: 'google' },
    { who: caller('en', 'gemini'), expected: 'google' },
  ])('$who.language, voice $who.voice: $expected', async ({ who, expected }) => {
    const [sarvam, elevenlabs, google] = [await providers.sarvam(), await providers.elevenlabs(), await providers.google()]
    const { speech } = speechFor(
      {
        en: { provider: 'elevenlabs', baseUrl: elevenlabs.baseUrl, fallback: { provider: 'google', baseUrl: google.baseUrl } },
        hi: { provider: 'sarvam', baseUrl: sarvam.baseUrl },
      },
      who,
    )
    const heard = await hear(speech, ['All right, thank you very much.'])
    expect(heard.voices).toEqual([expected])
    if (expected === 'sarvam')
      expect(sarvam.requests[0]?.messages[0]).toMatchObject({ type: 'config', data: { target_language_code: 'hi-IN', speaker: 'vidya' } })
  })

  test('gemini without a key: the usual voice, and a line that says so', async () => {
    const sarvam = await providers.sarvam()
    const { speech, lines } = speechFor({ hi: { provider: 'sarvam', baseUrl: sarvam.baseUrl } }, caller('hi', 'gemini'), {
      SARVAM_API_KEY: KEY,
    })
    expect((await hear(speech, WORDS)).voices).toEqual(['sarvam'])
    expect(lines).toEqual(['The caller asked for the voice gemini, but GOOGLE_API_KEY is not set. Sarvam speaks instead.'])
  })

  test('no key for what was chosen: its fallback, else a Failure', async () => {
    const google = await providers.google()
    const tts: Tts = { hi: { provider: 'sarvam', fallback: { provider: 'google', baseUrl: google.baseUrl } } }
    const { speech, lines } = speechFor(tts, caller('hi'), { GOOGLE_API_KEY: KEY })
    expect((await hear(speech, WORDS)).voices).toEqual(['google'])
    expect(lines[0]).toMatch(/SARVAM_API_KEY is not set/)
    expect(() => createSpeech(stackWith({}, { GROQ_API_KEY: KEY }), caller('hi'), () => {})).toThrow(
      expect.objectContaining({ code: 'TTS_KEY_MISSING', message: 'SARVAM_API_KEY is not set', exit: 2 }),
    )
  })

  test('markdown and emoji are not said', async () => {
    const openai = await providers.openai()
    const { speech } = speechFor({ en: { provider: 'openai', baseUrl: openai.baseUrl } }, caller('en'))
    await hear(speech, ['**Hello** there, ', 'my [friend](https://example.com) 👋', '!'])
    expect(openai.requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({ input: 'Hello there, my friend !', response_format: 'pcm' }),
    ])
  })
})

test('speech that was failing is asked again after its rest', async () => {
  const [sarvam, openai] = [await providers.sarvam(), await providers.openai()]
  sarvam.fail(503)
  const { speech, lines } = speechFor(
    { hi: { provider: 'sarvam', baseUrl: sarvam.baseUrl, fallback: { provider: 'openai', baseUrl: openai.baseUrl } } },
    caller(),
  )
  expect((await hear(speech, WORDS)).voices).toEqual(['openai'])
  openai.fail(500)
  sarvam.fail(null)
  expect((await hear(speech, WORDS)).voices).toEqual(['sarvam'])
  expect(lines).toEqual([
    expect.stringMatching(/^Sarvam failed on its side \(503\).* OpenAI takes over\.$/),
    expect.stringMatching(/^OpenAI failed on its side \(500\).* Sarvam takes over\.$/),
    'Sarvam speaks again.',
  ])
})

describe.skipIf(lacks('espeak-ng'))('demo mode', () => {
  test.each(['en', 'hi'] as const)('espeak-ng speaks %s', async (language) => {
    const speech = createSpeech(stackWith({}), caller(language), () => {})
    if (speech === null) throw new Error('no speech')
    const heard = await hear(speech, [language === 'hi' ? HINDI : 'Hello. This is a demonstration of speech.'])
    expect(heard.ms).toBeGreaterThan(1500)
    expect(rms(heard.samples)).toBeGreaterThan(400)
    expect(heard.metrics).toMatchObject([{ metadata: { modelProvider: 'espeak-ng' } }])
  })

  test('an interruption ends it', async () => {
    const speech = createSpeech(stackWith({}), caller('en'), () => {})
    if (speech === null) throw new Error('no speech')
    expect((await hear(speech, ['This is a sentence that goes on and on and on for a while.'], { stopAfterMs: 200 })).ms).toBeLessThan(1000)
  })
})

test('demo mode without espeak-ng is silent', () => {
  const path = process.env['PATH']
  process.env['PATH'] = '/nonexistent'
  try {
    expect(createSpeech(stackWith({}), caller('en'), () => {})).toBeNull()
  } finally {
    process.env['PATH'] = path
  }
})
