import { stt, type metrics } from '@livekit/agents'
import { AudioFrame } from '@livekit/rtc-node'
import { afterEach, describe, expect, test } from 'vitest'
import { startDeepgram, type DeepgramStub } from '../../../test/support/providers/deepgram.ts'
import { stackWith } from '../../../test/support/providers/hear.ts'
import { startOpenAi } from '../../../test/support/providers/openai.ts'
import { startStub } from '../../../test/support/providers/stub-server.ts'
import { tone } from '../../../test/support/providers/tone.ts'
import { waitFor } from '../../../test/support/wait.ts'
import type { Caller } from '../../core/caller.ts'
import { createTranscriber } from './transcriber.ts'

const KEY = 'dg-secret-of-the-test'
const RATE = 16_000
const FRAME_MS = 20
const caller = (language: Caller['language']): Caller => ({ mode: 'general', language, voice: null })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

interface Listening {
  lines: string[]
  events: stt.SpeechEvent[]
  texts: (type: stt.SpeechEventType) => string[]
  /** Sends sound or silence as fast as it plays. */
  send: (ms: number, kind: 'sound' | 'silence') => Promise<void>
}

function listen(deepgram: DeepgramStub, language: Caller['language'] = 'en'): Listening {
  const stack = stackWith({ stt: { provider: 'deepgram', baseUrl: deepgram.baseUrl } }, { DEEPGRAM_API_KEY: KEY })
  const lines: string[] = []
  const transcriber = createTranscriber(stack, caller(language), (line) => lines.push(line))
  if (transcriber === null) throw new Error('no transcriber')
  const stream = transcriber.stream({ connOptions: { maxRetry: 1, retryIntervalMs: 50, timeoutMs: 1000 } })
  const events: stt.SpeechEvent[] = []
  const read = async () => {
    for await (const event of stream) events.push(event)
  }
  void read()
  cleanups.push(() => stream.close())
  const send = async (ms: number, kind: 'sound' | 'silence') => {
    for (let sent = 0; sent < ms; sent += FRAME_MS) {
      const pcm = kind === 'sound' ? tone(300, { sampleRate: RATE, ms: FRAME_MS }) : Buffer.alloc((RATE / 1000) * FRAME_MS * 2)
      const samples = new Int16Array(new Uint8Array(pcm).buffer)
      stream.pushFrame(new AudioFrame(samples, RATE, 1, samples.length))
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS))
    }
  }
  const texts = (type: stt.SpeechEventType) =>
    events.filter((event) => event.type === type).map(({ alternatives }) => alternatives?.[0].text ?? '')
  return { lines, events, texts, send }
}

describe('deepgram', () => {
  test('hears turn after turn in the language of the caller, with the key of the stack', async () => {
    const deepgram = await startDeepgram({ key: KEY, transcripts: ['नमस्ते, आप कैसे हैं?', 'मेरा ऑर्डर कहाँ है?'] })
    cleanups.push(() => deepgram.stop())
    const { texts, send, lines } = listen(deepgram, 'hi')
    await send(900, 'sound')
    await send(1000, 'silence')
    await send(600, 'sound')
    await send(400, 'silence')
    await waitFor(() => texts(stt.SpeechEventType.FINAL_TRANSCRIPT).length === 2, { what: 'both turns' })
    expect(texts(stt.SpeechEventType.FINAL_TRANSCRIPT)).toEqual(['नमस्ते, आप कैसे हैं?', 'मेरा ऑर्डर कहाँ है?'])
    expect(texts(stt.SpeechEventType.INTERIM_TRANSCRIPT)[0]).toBe('नमस्ते,')
    expect(Object.fromEntries(deepgram.requests[0]?.query ?? [])).toMatchObject({
      model: 'nova-3',
      language: 'hi',
      interim_results: 'true',
    })
    expect(lines).toEqual([])
  })

  test.each([401, 429, 500])('refused with %i: a line that says why, without the key', async (status) => {
    const deepgram = await startDeepgram()
    cleanups.push(() => deepgram.stop())
    deepgram.fail(status)
    const { lines } = listen(deepgram)
    await waitFor(() => lines.length > 0, { what: 'a line' })
    expect(lines).toEqual([expect.stringContaining(`(${status})`)])
    expect(lines.join()).not.toContain(KEY)
  })

  test('not reachable: a line with what to do', async () => {
    const deepgram = await startDeepgram()
    await deepgram.stop()
    const { lines } = listen(deepgram)
    await waitFor(() => lines.length > 0, { what: 'a line' })
    expect(lines[0]).toMatch(/^Deepgram at ws:\/\/127\.0\.0\.1:\d+ failed\..*providers\.stt\.baseUrl in voicectl\.yaml/)
  })

  test('a connection that breaks is made again', async () => {
    const deepgram = await startDeepgram()
    cleanups.push(() => deepgram.stop())
    deepgram.fail('drop-mid-stream')
    const { send, texts, lines } = listen(deepgram)
    await send(340, 'sound')
    await waitFor(() => deepgram.openConnections() === 0, { what: 'the server to cut the connection' })
    deepgram.fail(null)
    await waitFor(() => deepgram.openConnections() === 1, { what: 'another connection' })
    await send(900, 'silence')
    await send(600, 'sound')
    await send(400, 'silence')
    await waitFor(() => texts(stt.SpeechEventType.FINAL_TRANSCRIPT).length > 0, { what: 'a transcript' })
    expect(lines).toEqual([])
  })

  test.each([true, false])('the end of the sound is the end, whether or not the server closes: %s', async (closes) => {
    const server = await startStub({
      scheme: 'ws',
      basePath: '',
      authorized: () => true,
      socket: ({ socket }) => {
        if (closes) socket.on('message', () => socket.close(1000))
      },
    })
    cleanups.push(() => server.stop())
    const stack = stackWith({ stt: { provider: 'deepgram', baseUrl: server.baseUrl } }, { DEEPGRAM_API_KEY: KEY })
    const lines: string[] = []
    const stream = createTranscriber(stack, caller('en'), (line) => lines.push(line))?.stream({
      connOptions: { maxRetry: 1, retryIntervalMs: 50, timeoutMs: 1000 },
    })
    if (stream === undefined) throw new Error('no stream')
    cleanups.push(() => stream.close())
    await waitFor(() => server.connections() === 1, { what: 'the connection' })
    stream.endInput()
    const ended = Array.fromAsync(stream).then(() => 'ended')
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('waits'), 4000))])).toBe('ended')
    expect(server.connections()).toBe(1)
    expect(server.requests[0]?.messages).toEqual([{ type: 'CloseStream' }])
    await waitFor(() => server.openConnections() === 0, { what: 'the connection to end' })
    expect(lines).toEqual([])
  })

  test('a server that takes sound and says nothing is left', async () => {
    const deepgram = await startDeepgram()
    cleanups.push(() => deepgram.stop())
    deepgram.fail('hang')
    const { send, texts } = listen(deepgram)
    await send(5900, 'sound')
    expect(deepgram.connections()).toBe(1)
    await send(200, 'sound')
    deepgram.fail(null)
    await waitFor(() => deepgram.connections() === 2, { what: 'another connection' })
    await send(600, 'sound')
    await send(400, 'silence')
    await waitFor(() => texts(stt.SpeechEventType.FINAL_TRANSCRIPT).length > 0, { what: 'a transcript' })
  })
})

function sound(): AudioFrame {
  const samples = new Int16Array(new Uint8Array(tone(300, { sampleRate: RATE, ms: 500 })).buffer)
  return new AudioFrame(samples, RATE, 1, samples.length)
}

describe.each(['openai', 'local'] as const)('%s', (provider) => {
  test('takes whole utterances', async () => {
    const server = await startOpenAi({ transcript: 'where is my order' })
    cleanups.push(() => server.stop())
    const transcriber = createTranscriber(stackWith({ stt: { provider, baseUrl: server.baseUrl } }), caller('en'), () => {})
    const collected: metrics.STTMetrics[] = []
    transcriber?.on('metrics_collected', (event) => collected.push(event))
    expect(transcriber?.capabilities.streaming).toBe(false)
    expect((await transcriber?.recognize(sound()))?.alternatives?.[0].text).toBe('where is my order')
    expect(collected).toHaveLength(1)
  })

  test('fails with a line that says why', async () => {
    const server = await startOpenAi({ key: 'another' })
    cleanups.push(() => server.stop())
    const lines: string[] = []
    const transcriber = createTranscriber(
      stackWith({ stt: { provider, baseUrl: server.baseUrl } }, { OPENAI_API_KEY: KEY }),
      caller('en'),
      (line) => lines.push(line),
    )
    await expect(transcriber?.recognize(sound())).rejects.toThrow('401')
    expect(lines).toEqual([expect.stringContaining('(401)')])
    expect(lines.join()).not.toContain(KEY)
  })
})

test('none in demo mode; without its key a Failure', () => {
  expect(createTranscriber(stackWith({}), caller('en'))).toBeNull()
  expect(() => createTranscriber(stackWith({}, { GROQ_API_KEY: KEY }), caller('en'))).toThrow(
    expect.objectContaining({ code: 'STT_KEY_MISSING', message: 'DEEPGRAM_API_KEY is not set', exit: 2 }),
  )
})
