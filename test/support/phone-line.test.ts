import { describe, expect, it } from 'vitest'
import { lineNoise, mixed, PHONE_RATE, throughPhone } from './phone-line.ts'
import { lacks } from './require.ts'
import { rms, SAMPLE_RATE, toneShare } from './speech.ts'

describe.skipIf(lacks('sox'))('a telephone line', () => {
  const tone = (pitch: number) =>
    Int16Array.from({ length: SAMPLE_RATE }, (_, i) => 8000 * Math.sin((2 * Math.PI * pitch * i) / SAMPLE_RATE))

  it('carries what speech needs, as long as it was', async () => {
    const heard = await throughPhone(tone(1000))
    expect(heard.length / PHONE_RATE).toBeCloseTo(1, 1)
    expect(toneShare(heard, 1000, PHONE_RATE)).toBeGreaterThan(0.95)
    expect(rms(heard)).toBeGreaterThan(0.8 * rms(tone(1000)))
  })

  it.each([100, 5000])('carries nothing at %i Hz', async (pitch) => {
    expect(rms(await throughPhone(tone(pitch)))).toBeLessThan(0.1 * rms(tone(pitch)))
  })

  it('has noise of the level that is asked for, the same one each time', () => {
    const noise = lineNoise({ ms: 2000, dbfs: -45 })
    expect(20 * Math.log10(rms(noise) / 32_768)).toBeCloseTo(-43.6, 0)
    expect(lineNoise({ ms: 2000, dbfs: -45 })).toEqual(noise)
    expect(rms(mixed(new Int16Array(100_000), noise))).toBeCloseTo(rms(noise), -1)
  })
})
