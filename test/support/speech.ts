import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The rate of every recording and every spoken WAV in the tests, in Hz; one channel. */
export const SAMPLE_RATE = 24_000
/** A 10 ms frame is loud from this RMS on; Opus makes less than 50 of silence. */
export const LOUD = 400

const spoken = new Map<string, Promise<Int16Array>>()

/** Says a text with espeak-ng: 16 bit PCM at SAMPLE_RATE, silence at both ends cut off, so that the last sample is the end of the speech. */
export function synthesize(text: string, voice = 'en-us'): Promise<Int16Array> {
  const key = `${voice}:${text}`
  const known = spoken.get(key) ?? speakAndTrim(text, voice)
  spoken.set(key, known)
  return known
}

async function speakAndTrim(text: string, voice: string): Promise<Int16Array> {
  const { stdout } = await promisify(execFile)('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], {
    encoding: 'buffer',
    maxBuffer: 32 * 1024 * 1024,
  })
  const { samples, rate } = readWav(stdout)
  return trim(resample(samples, rate, SAMPLE_RATE))
}

/** The samples of a 16 bit mono WAV. A length of 0 or 0xffffffff, as streamed WAVs have it, means up to the end. */
function readWav(file: Buffer): { samples: Int16Array; rate: number } {
  const rate = file.readUInt32LE(24)
  const start = file.indexOf('data') + 8
  const end = start + Math.floor((file.length - start) / 2) * 2
  return { samples: new Int16Array(file.buffer.slice(file.byteOffset + start, file.byteOffset + end)), rate }
}

function resample(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples
  const result = new Int16Array(Math.floor((samples.length * to) / from))
  for (let i = 0; i < result.length; i++) {
    const at = (i * from) / to
    const left = samples[Math.floor(at)] ?? 0
    const right = samples[Math.ceil(at)] ?? left
    result[i] = left + (right - left) * (at % 1)
  }
  return result
}

function trim(samples: Int16Array): Int16Array {
  const loud = (sample: number) => Math.abs(sample) > LOUD
  const first = samples.findIndex(loud)
  const last = samples.findLastIndex(loud)
  return samples.slice(Math.max(first, 0), last + 1)
}

/** The sample that 16 bits hold of a sum of samples. */
export function clipped(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, sample))
}

export function rms(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / Math.max(samples.length, 1))
}

/** The share of a sound's energy at one frequency, from 0 to 1, by Goertzel's algorithm: near 1 for a pure tone. */
export function toneShare(samples: Int16Array, frequency: number, rate = SAMPLE_RATE): number {
  const k = 2 * Math.cos((2 * Math.PI * frequency) / rate)
  let [previous, beforeThat, energy] = [0, 0, 0]
  for (const sample of samples) {
    const current = sample + k * previous - beforeThat
    beforeThat = previous
    previous = current
    energy += sample * sample
  }
  const power = previous * previous + beforeThat * beforeThat - k * previous * beforeThat
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy)
}

/**
 * Which of the tones a sound consists of, or null for none. Looks at 50 ms windows of the loud part, so that gaps, fades and
 * the phase jumps between chunks don't matter.
 */
export function toneOf(samples: Int16Array, candidates: readonly number[], rate = SAMPLE_RATE): number | null {
  const size = rate / 20
  const votes = new Map<number, number>()
  let windows = 0
  for (let start = 0; start + size <= samples.length; start += size) {
    const window = samples.subarray(start, start + size)
    if (rms(window) < LOUD) continue
    windows++
    const clear = candidates.find((frequency) => toneShare(window, frequency, rate) > 0.5)
    if (clear !== undefined) votes.set(clear, (votes.get(clear) ?? 0) + 1)
  }
  const [best] = [...votes].toSorted((a, b) => b[1] - a[1])
  return best && best[1] > windows / 2 ? best[0] : null
}
