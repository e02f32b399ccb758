import { LOUD, rms, SAMPLE_RATE } from './speech.ts'

interface Frame {
  /** When it arrived, in ms of performance.now(). */
  at: number
  samples: Int16Array
  loud: boolean
}

const QUIET_BEFORE_ONSET_MS = 200

/** What a caller heard, frame by frame, with the times of arrival. */
export class Recording {
  readonly #frames: Frame[] = []

  push(samples: Int16Array, at = performance.now()): void {
    this.#frames.push({ at, samples: samples.slice(), loud: rms(samples) > LOUD })
  }

  /** Time of the first loud frame at or after a time, or null. */
  firstSound(from = 0): number | null {
    return this.#frames.find((frame) => frame.loud && frame.at >= from)?.at ?? null
  }

  /** Times at which sound began after a fifth of a second of quiet. */
  onsets(from = 0): number[] {
    const loud = this.#frames.filter((frame) => frame.loud)
    return loud
      .filter((frame, i) => frame.at - (loud[i - 1]?.at ?? -Infinity) > QUIET_BEFORE_ONSET_MS)
      .map((frame) => frame.at)
      .filter((at) => at >= from)
  }

  /** How long nothing loud has arrived, in ms; Infinity before the first sound. */
  quietMs(now = performance.now()): number {
    return now - (this.#frames.findLast((frame) => frame.loud)?.at ?? -Infinity)
  }

  /** How much sound arrived in a span of time, in ms. */
  loudMs(from = 0, to = Infinity): number {
    const heard = this.#frames.filter((frame) => frame.loud && frame.at >= from && frame.at <= to)
    return heard.reduce((sum, frame) => sum + (frame.samples.length * 1000) / SAMPLE_RATE, 0)
  }

  /** The samples that arrived in a span of time. */
  samples(from = 0, to = Infinity): Int16Array {
    const frames = this.#frames.filter((frame) => frame.at >= from && frame.at <= to)
    const all = new Int16Array(frames.reduce((sum, frame) => sum + frame.samples.length, 0))
    let offset = 0
    for (const { samples } of frames) {
      all.set(samples, offset)
      offset += samples.length
    }
    return all
  }
}
