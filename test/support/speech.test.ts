import { describe, expect, it } from 'vitest'
import { lacks } from './require.ts'
import { LOUD, rms, SAMPLE_RATE, synthesize, toneOf, toneShare } from './speech.ts'

const noSpeech = lacks('espeak-ng')

function sine(frequency: number, ms: number, amplitude = 8000): Int16Array {
  const samples = new Int16Array((SAMPLE_RATE * ms) / 1000)
  return samples.map((_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / SAMPLE_RATE))
}

describe('toneOf', () => {
  it('finds the tone that a sound consists of', () => {
    expect(toneOf(sine(440, 500), [330, 440, 550])).toBe(440)
  })

  it('finds none in silence and in another tone', () => {
    expect(toneOf(new Int16Array(SAMPLE_RATE), [440])).toBeNull()
    expect(toneOf(sine(700, 500), [330, 440, 550])).toBeNull()
  })

  it.skipIf(noSpeech)('does not take speech for a tone', async () => {
    expect(toneOf(await synthesize('Hello there, how are you today?'), [330, 440, 550])).toBeNull()
  })
})

it('measures the share of a tone in a mix', () => {
  const other = sine(800, 500)
  const mixed = sine(440, 500).map((sample, i) => sample + (other[i] ?? 0))
  expect(toneShare(mixed, 440)).toBeCloseTo(0.5, 1)
})

it.skipIf(noSpeech)('synthesizes speech that starts and ends loud', async () => {
  const samples = await synthesize('Hello there')
  expect(samples.length).toBeGreaterThan(SAMPLE_RATE / 2)
  expect(Math.abs(samples[0] ?? 0)).toBeGreaterThan(LOUD)
  expect(rms(samples)).toBeGreaterThan(LOUD)
})
