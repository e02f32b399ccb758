import { spawn } from 'node:child_process'
import { clipped, SAMPLE_RATE } from './speech.ts'

/** The rate at which livekit-sip publishes what it hears, in Hz: the sound of the line is 8 kHz, and is resampled. */
export const PHONE_RATE = 48_000
const LINE_RATE = 8000

/** What a telephone makes of a sound at SAMPLE_RATE: 300 to 3400 Hz, 8 kHz, mu-law; at PHONE_RATE. */
export async function throughPhone(samples: Int16Array): Promise<Int16Array> {
  const line = ['-t', 'raw', '-r', String(LINE_RATE), '-e', 'u-law', '-b', '8', '-c', '1', '-']
  const ulaw = await sox([...raw(SAMPLE_RATE), ...line, 'sinc', '300-3400'], bytesOf(samples))
  return samplesOf(await sox([...line, ...raw(PHONE_RATE)], ulaw))
}

export interface NoiseOptions {
  ms: number
  /** RMS of the hiss in dB below full scale. A good line has -60, a bad one -45. */
  dbfs: number
}

/** A line on which nobody speaks, the same one each time: hiss, the hum of mains power and a crackle now and then; at SAMPLE_RATE. */
export function lineNoise({ ms, dbfs }: NoiseOptions): Int16Array {
  const random = seeded(7)
  const level = 32_768 * 10 ** (dbfs / 20)
  return Int16Array.from({ length: Math.round((SAMPLE_RATE * ms) / 1000) }, (_, i) => {
    const seconds = i / SAMPLE_RATE
    // Uniform noise has an RMS of its span divided by the root of twelve.
    const hiss = (random() - 0.5) * Math.sqrt(12) * level
    const hum = [50, 150, 350].reduce((sum, pitch) => sum + Math.sin(2 * Math.PI * pitch * seconds), 0) * level * 0.5
    const crackle = random() < 1 / SAMPLE_RATE ? 8 * level : 0
    return Math.round(hiss + hum + crackle)
  })
}

/** Two sounds at one time; as long as the first, the second again and again. */
export function mixed(first: Int16Array, second: Int16Array): Int16Array {
  return first.map((sample, i) => clipped(sample + (second[i % second.length] ?? 0)))
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function raw(rate: number): string[] {
  return ['-t', 'raw', '-r', String(rate), '-e', 'signed', '-b', '16', '-c', '1', '-']
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

function samplesOf(bytes: Buffer): Int16Array {
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 2)))
}

/** Runs sox from stdin to stdout, without dither: the same input gives the same output. */
async function sox(args: string[], input: Buffer): Promise<Buffer> {
  const child = spawn('sox', ['-D', '-V1', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stdin.end(input)
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`sox ended with ${String(code)}`)
  return Buffer.concat(chunks)
}
