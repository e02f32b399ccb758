import './quiet-rtc.ts'
import { RoomEvent, TrackKind, type RemoteTrackPublication } from '@livekit/rtc-node'
import { setTimeout as pause } from 'node:timers/promises'
import { Caller } from './caller.ts'
import { Microphone } from './microphone.ts'
import { PHONE_RATE, throughPhone } from './phone-line.ts'
import { synthesize } from './speech.ts'

const STATUS = 'sip.callStatus'
/** As fast as people press keys. */
const KEY_MS = 120

export interface PhoneLine {
  /** Of the callee where the agent calls, who hears nothing before they answer. */
  direction: 'inbound' | 'outbound'
  /** Line noise, at PHONE_RATE. */
  background?: Int16Array
  /** Inbound: it takes until `become('active')` that the caller hears the track that livekit-sip has subscribed to. */
  keepsRinging?: boolean
}

/**
 * Somebody on the phone, as livekit-sip has them in a room: their sound is narrow-band, they hear nothing before the call is answered, and
 * an inbound call is answered when there is a track to hear.
 */
export class PhoneCaller extends Caller {
  /** Keys that the agent pressed. */
  readonly keysHeard: string[] = []
  /** Resolves when the call is over, whoever ended it. */
  readonly over: Promise<void>
  readonly #isInbound: boolean
  readonly #keepsRinging: boolean
  #hears = false

  constructor({ direction, background, keepsRinging = false }: PhoneLine) {
    super(new Microphone({ rate: PHONE_RATE, ...(background ? { background } : {}) }), { autoSubscribe: false })
    this.#isInbound = direction === 'inbound'
    this.#keepsRinging = keepsRinging
    this.over = new Promise((resolve) => this.room.once(RoomEvent.Disconnected, () => resolve()))
  }

  override async join(url: string, token: string): Promise<void> {
    this.room.on(RoomEvent.DtmfReceived, (_code, digit) => this.keysHeard.push(digit))
    this.room.on(RoomEvent.TrackPublished, (publication) => this.#hear(publication))
    await super.join(url, token)
    if (this.#isInbound) this.#hearAll()
  }

  get status(): string | undefined {
    return this.room.localParticipant?.attributes[STATUS]
  }

  /** What the phone system does with the status; an answered callee begins to hear. */
  async become(status: 'ringing' | 'active' | 'hangup'): Promise<void> {
    await this.room.localParticipant?.setAttributes({ [STATUS]: status }).catch((error: unknown) => {
      // The other side may have ended the room in this moment.
      if (this.room.isConnected) throw error
    })
    if (status === 'active') this.#hearAll()
  }

  override async speak(what: string | Int16Array, voice = 'en-us'): Promise<number> {
    return super.speak(await throughPhone(typeof what === 'string' ? await synthesize(what, voice) : what))
  }

  /** Presses keys of the phone. */
  async press(keys: string): Promise<void> {
    for (const [i, key] of Array.from(keys).entries()) {
      if (i > 0) await pause(KEY_MS)
      await this.room.localParticipant?.publishDtmf('0123456789*#'.indexOf(key), key)
    }
  }

  override async hangUp(): Promise<void> {
    if (this.room.isConnected) await this.become('hangup')
    await this.leave()
  }

  /** Leaves without having hung up, as a callee does who was never reached. */
  async leave(): Promise<void> {
    await super.hangUp()
  }

  #hearAll(): void {
    this.#hears = true
    for (const participant of this.room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) this.#hear(publication)
  }

  #hear(publication: RemoteTrackPublication): void {
    if (!this.#hears || publication.kind !== TrackKind.KIND_AUDIO || publication.subscribed) return
    publication.setSubscribed(true)
    // livekit-sip takes the first track for somebody to talk with, and answers.
    if (this.status === 'ringing' && !this.#keepsRinging) void this.become('active')
  }
}
