import { initializeLogger, tts, type metrics } from '@livekit/agents'
import type { z } from 'zod'
import { stackSchema } from '../../../src/stack/schema.ts'
import type { Stack } from '../../../src/stack/load.ts'
import { rms, toneOf } from '../speech.ts'
import { tones } from './tone.ts'

initializeLogger({ pretty: false, level: 'silent' })

type Providers = z.input<typeof stackSchema>['providers']

/** A stack as the worker gets it, with these providers and this .env. */
export function stackWith(providers: Providers, env: Record<string, string> = {}): Pick<Stack, 'config' | 'env'> {
  return { config: stackSchema.parse({ version: 1, name: 'test', target: 'local', providers }), env: new Map(Object.entries(env)) }
}

export interface Heard {
  /** Who spoke, in order, by the pitch of the voice; `silence` and sounds of other pitches are left out. */
  voices: (keyof typeof tones)[]
  /** Length of the sound. */
  ms: number
  /** Whether any of it was loud. */
  isLoud: boolean
  /** From the first text to the first sound; null when none came. */
  firstMs: number | null
  /** How much of the text had been written when the first sound came. */
  writtenAtFirst: number | null
  metrics: metrics.TTSMetrics[]
  samples: Int16Array
  sampleRate: number
}

export interface HearOptions {
  /** Between two pieces of the text. Default 0. */
  everyMs?: number
  /** Interrupts after this much sound. */
  stopAfterMs?: number
}

/** Lets a TTS speak a text that is written piece by piece, as a language model does, and returns what was heard. */
export async function hear(speech: tts.TTS, pieces: string[], { everyMs = 0, stopAfterMs = Infinity }: HearOptions = {}): Promise<Heard> {
  const collected: metrics.TTSMetrics[] = []
  const onMetrics = (event: metrics.TTSMetrics) => collected.push(event)
  speech.on('metrics_collected', onMetrics)
  speech.on('error', ignore)
  const stream = speech.stream()
  const began = performance.now()
  let written = 0
  stream.updateInputStream(
    new ReadableStream<string>({
      async pull(controller) {
        if (written > 0 && everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs))
        const piece = pieces[written++]
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
    }),
  )
  const frames: Int16Array[] = []
  let [ms, firstMs, writtenAtFirst] = [0, null as number | null, null as number | null]
  for await (const audio of stream) {
    if (audio === tts.SynthesizeStream.END_OF_STREAM) continue
    firstMs ??= performance.now() - began
    writtenAtFirst ??= written
    frames.push(audio.frame.data)
    ms += (audio.frame.samplesPerChannel * 1000) / audio.frame.sampleRate
    if (ms >= stopAfterMs) break
  }
  stream.close()
  speech.off('metrics_collected', onMetrics)
  speech.off('error', ignore)
  const samples = Int16Array.from(frames.flatMap((frame) => [...frame]))
  const { sampleRate } = speech
  return {
    voices: voicesIn(samples, sampleRate),
    ms,
    isLoud: rms(samples) > 400,
    firstMs,
    writtenAtFirst,
    metrics: collected,
    samples,
    sampleRate,
  }
}

/** An event emitter without a listener for errors throws. */
function ignore(): void {}

function voicesIn(samples: Int16Array, rate: number): (keyof typeof tones)[] {
  const size = Math.round(rate / 20)
  const names = Object.keys(tones) as (keyof typeof tones)[]
  const found: (keyof typeof tones)[] = []
  for (let start = 0; start + size <= samples.length; start += size) {
    const pitch = toneOf(samples.subarray(start, start + size), Object.values(tones), rate)
    const name = names.find((each) => tones[each] === pitch)
    if (name !== undefined && found.at(-1) !== name) found.push(name)
  }
  return found
}
