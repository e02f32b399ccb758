import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './stub-server.ts'

/** The pitch of each provider's voice in Hz, so that a test hears who spoke. */
export const tones = { openai: 440, sarvam: 550, elevenlabs: 660, google: 770 } as const

const AMPLITUDE = 8000

export interface VoiceOptions {
  /** From the request, or the text, to the first audio. Default 80. */
  ttfbMs?: number
  /** Length of the audio for one character of text. Default 30, twice as fast as people speak. */
  msPerCharacter?: number
  /** Audio is sent in pieces of this length. Default 100. */
  chunkMs?: number
  /** Pause between two pieces. Default 5, that is 20 times faster than it plays. */
  chunkEveryMs?: number
}

export type Voice = Required<VoiceOptions>

export function voiceOf(options: VoiceOptions): Voice {
  return { ttfbMs: 80, msPerCharacter: 30, chunkMs: 100, chunkEveryMs: 5, ...options }
}

/** Pieces of a tone as long as the text takes, as PCM16 little-endian mono, paced by `voice`. A `mid-stream` fault ends it halfway. */
export async function* speak(options: {
  text: string
  frequency: number
  sampleRate: number
  voice: Voice
  fault: Fault | null
}): AsyncGenerator<Buffer> {
  const { text, frequency, sampleRate, voice, fault } = options
  const length = text.trim().length
  if (length === 0) return
  await pause(voice.ttfbMs)
  const pieces = Math.max(1, Math.ceil((length * voice.msPerCharacter) / voice.chunkMs))
  const sent = fault === 'hang-mid-stream' || fault === 'drop-mid-stream' ? Math.ceil(pieces / 2) : pieces
  for (let i = 0; i < sent; i++) {
    if (i > 0) await pause(voice.chunkEveryMs)
    yield tone(frequency, { sampleRate, ms: voice.chunkMs, fromMs: i * voice.chunkMs })
  }
}

/** A sine wave as PCM16 little-endian mono; `fromMs` sets its phase, so that pieces join without a click. */
export function tone(frequency: number, { sampleRate, ms, fromMs = 0 }: { sampleRate: number; ms: number; fromMs?: number }): Buffer {
  const count = Math.round((sampleRate * ms) / 1000)
  const first = Math.round((sampleRate * fromMs) / 1000)
  const pcm = Buffer.alloc(count * 2)
  for (let i = 0; i < count; i++) {
    pcm.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * frequency * (first + i)) / sampleRate)), i * 2)
  }
  return pcm
}

/** The head of a WAV whose length is not known yet. */
export function wavHead(sampleRate: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(0xffff_ffff, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(0xffff_ffff, 40)
  return head
}
