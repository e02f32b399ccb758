import { AudioFrame, AudioSource, LocalAudioTrack, TrackPublishOptions, TrackSource, type Room } from '@livekit/rtc-node'
import { setTimeout as pause } from 'node:timers/promises'
import { SAMPLE_RATE } from './speech.ts'

const FRAME_MS = 10
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000

/** A caller's microphone: sends a frame every 10 ms as a real one does, silence unless something is to be said. */
export class Microphone {
  // No queue in the source: a frame goes out when we hand it over, so the times we note are the times of sending.
  readonly #source = new AudioSource(SAMPLE_RATE, 1, 0)
  readonly #queue: { samples: Int16Array; position: number; done: (endedAt: number) => void }[] = []
  #open = true
  #loop: Promise<void> = Promise.resolve()

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
      await this.#source.captureFrame(new AudioFrame(this.#nextFrame(), SAMPLE_RATE, 1, FRAME_SAMPLES))
      const current = this.#queue[0]
      if (current && current.position >= current.samples.length) {
        this.#queue.shift()
        current.done(performance.now())
      }
    }
  }

  #nextFrame(): Int16Array {
    const frame = new Int16Array(FRAME_SAMPLES)
    const current = this.#queue[0]
    if (current) {
      frame.set(current.samples.subarray(current.position, current.position + FRAME_SAMPLES))
      current.position += FRAME_SAMPLES
    }
    return frame
  }
}
