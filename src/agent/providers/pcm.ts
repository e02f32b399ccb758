import { AudioFrame } from '@livekit/rtc-node'

const LONGEST_MS = 100
const SHORTEST_MS = 10
const BYTES = 2

/** Makes frames of PCM16 bytes as they arrive: at once what there is, in frames of 10 to 100 ms. Cuts between two samples only. */
export class PcmFramer {
  readonly #sampleRate: number
  #rest = Buffer.alloc(0)

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  push(pcm: Buffer): AudioFrame[] {
    return this.#cut(Buffer.concat([this.#rest, pcm]), SHORTEST_MS)
  }

  /** What is left; half a sample at the end is dropped. */
  flush(): AudioFrame[] {
    return this.#cut(this.#rest, 0)
  }

  #cut(pcm: Buffer, shortestMs: number): AudioFrame[] {
    const longest = Math.floor((this.#sampleRate * LONGEST_MS) / 1000) * BYTES
    const shortest = Math.max(BYTES, Math.floor((this.#sampleRate * shortestMs) / 1000) * BYTES)
    const frames: AudioFrame[] = []
    let start = 0
    while (pcm.length - start >= shortest) {
      const length = Math.min(longest, Math.floor((pcm.length - start) / BYTES) * BYTES)
      frames.push(this.#frame(pcm.subarray(start, start + length)))
      start += length
    }
    this.#rest = Buffer.from(pcm.subarray(start))
    return frames
  }

  #frame(pcm: Buffer): AudioFrame {
    // Copied: a slice of a pooled buffer need not start on an even byte.
    const samples = new Int16Array(new Uint8Array(pcm).buffer)
    return new AudioFrame(samples, this.#sampleRate, 1, samples.length)
  }
}
