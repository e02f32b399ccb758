import { initializeLogger, VADEventType } from '@livekit/agents'
import { AudioFrame } from '@livekit/rtc-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { lineNoise, mixed, PHONE_RATE, throughPhone } from '../../test/support/phone-line.ts'
import { lacks } from '../../test/support/require.ts'
import { SAMPLE_RATE, synthesize } from '../../test/support/speech.ts'
import { createVad } from './session.ts'

const BEFORE_MS = 500
const AFTER_MS = 1000
/** The model judges 512 samples of 16 kHz at a time. */
const WINDOW_S = 512 / 16_000

describe.skipIf(lacks('espeak-ng', 'sox'))('what hears where speech is', () => {
  beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }))

  it.each([
    ['en-us', 'Where is my order now', 0],
    ['en-us+f3', 'Yes', 0],
    ['hi', 'आपका दफ़्तर कब खुलता है', 0],
    ['en-us', 'Where is my order now', -20],
  ])('finds %s "%s" at %i dB on a noisy telephone line, once, and its end in time', async (voice, text, db) => {
    const spoken = (await synthesize(text, voice)).map((sample) => sample * 10 ** (db / 20))
    const spans = await spansOf(await throughPhone(mixed(padded(spoken), lineNoise({ ms: 5000, dbfs: -45 }))))
    expect(spans).toHaveLength(1)
    const endMs = BEFORE_MS + (spoken.length / SAMPLE_RATE) * 1000
    expect(spans[0]?.startMs).toBeLessThan(BEFORE_MS + 250)
    // The silence after which it counts as over is 250 ms.
    expect(spans[0]?.endMs).toBeGreaterThan(endMs)
    expect(spans[0]?.endMs).toBeLessThan(endMs + 700)
  })

  it.each([-60, -45, -30, -20])('hears nobody in line noise of %i dBFS', async (dbfs) => {
    expect(await spansOf(await throughPhone(lineNoise({ ms: 10_000, dbfs })))).toEqual([])
  })

  it.each([
    ['keys', [770, 1336], 120, 200],
    ['a long key', [697, 1209], 400, 300],
    ['a ringing tone', [440, 480], 2000, 4000],
    ['a busy tone', [480, 620], 500, 500],
  ])('hears nobody in %s', async (_, pitches, onMs, offMs) => {
    const sound = Int16Array.from({ length: SAMPLE_RATE * 6 }, (_sample, i) => {
      const isOn = ((i / SAMPLE_RATE) * 1000) % (onMs + offMs) < onMs
      return isOn ? pitches.reduce((sum, pitch) => sum + Math.sin((2 * Math.PI * pitch * i) / SAMPLE_RATE), 0) * 3000 : 0
    })
    expect(await spansOf(await throughPhone(sound))).toEqual([])
  })
})

function padded(samples: Int16Array): Int16Array {
  const all = new Int16Array(samples.length + ((BEFORE_MS + AFTER_MS) * SAMPLE_RATE) / 1000)
  all.set(samples, (BEFORE_MS * SAMPLE_RATE) / 1000)
  return all
}

interface Span {
  startMs: number
  endMs: number | null
}

/** Where speech begins, and where it counts as over; of a sound at PHONE_RATE. */
async function spansOf(samples: Int16Array): Promise<Span[]> {
  const stream = createVad().stream()
  const size = PHONE_RATE / 100
  stream.updateInputStream(
    new ReadableStream<AudioFrame>({
      start(controller) {
        for (let i = 0; i + size <= samples.length; i += size)
          controller.enqueue(new AudioFrame(samples.slice(i, i + size), PHONE_RATE, 1, size))
        controller.close()
      },
    }),
  )
  const spans: Span[] = []
  // The resampler holds some of the sound back.
  let left = Math.floor(samples.length / PHONE_RATE / WINDOW_S) - 4
  for await (const { type, timestamp } of stream) {
    const open = spans.at(-1)
    if (type === VADEventType.START_OF_SPEECH) spans.push({ startMs: timestamp, endMs: null })
    else if (type === VADEventType.END_OF_SPEECH && open) open.endMs = timestamp
    else if (--left === 0) break
  }
  stream.close()
  return spans
}
