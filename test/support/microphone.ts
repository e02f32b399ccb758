import { AudioFrame, AudioSource, LocalAudioTrack, TrackPublishOptions, TrackSource, type Room } from '@livekit/rtc-node'
import { setTimeout as pause } from 'node:timers/promises'
import { clipped, SAMPLE_RATE } from './speech.ts'

const FRAME_MS = 10

export interface MicrophoneOptions {
  /** Of all that is said through it, in Hz. */
  rate?: number
  /** Heard all the time behind what is said, again and again. */
  background?: Int16Array
}

/** A caller's microphone: sends a frame every 10 ms as a real one does, its background unless something is to be said. */
export class Microphone {
  readonly #rate: number
  readonly #background: Int16Array
  readonly #source: AudioSource
  readonly #queue: { samples: Int16Array; position: number; done: (endedAt: number) => void }[] = []
  #open = true
  #loop: Promise<void> = Promise.resolve()
  #sent = 0

  constructor({ rate = SAMPLE_RATE, background = new Int16Array(1) }: MicrophoneOptions = {}) {
    this.#rate = rate
    this.#background = background
    // No queue in the source: a frame goes out when we hand it over, so the times we note are the times of sending.
    this.#source = new AudioSource(rate, 1, 0)
  }

  async publish(room: Room): Promise<void> {
    const track = LocalAudioTrack.createAudioTrack('microphone', this.#source)
    await room.localParticipant?.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }))
    this.#loop = this.#run()
  }

  /** Says samples at the speed of speech. Resolves with the time at which the last one was sent. */
  speak(samples: Int16Array): Promise<number> {
    return new Promise((resolve) => this.#queue.push({ samples, position: 0, done: resolve }))
  }

  async close(): Promise<void> {
    this.#open = false
    await this.#loop
    await this.#source.close()
  }

  async #run(): Promise<void> {
    for (let due = performance.now(); this.#open; due += FRAME_MS) {
      const early = due - performance.now()
      if (early > 0) await pause(early)
      const samples = this.#nextFrame()
      await this.#source.captureFrame(new AudioFrame(samples, this.#rate, 1, samples.length))
      const current = this.#queue[0]
      if (current && current.position >= current.samples.length) {
        this.#queue.shift()
        current.done(performance.now())
      }
    }
  }

  #nextFrame(): Int16Array {
    const frame = new Int16Array((this.#rate * FRAME_MS) / 1000)
    const current = this.#queue[0]
    if (current) {
      frame.set(current.samples.subarray(current.position, current.position + frame.length))
      current.position += frame.length
    }
    const from = this.#sent
    this.#sent += frame.length
    const { length } = this.#background
    return frame.map((sample, i) => clipped(sample + (this.#background[(from + i) % length] ?? 0)))
  }
}
