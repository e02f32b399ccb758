import './quiet-rtc.ts'
import { AudioStream, Room, RoomEvent, TrackKind, type RemoteTrack, type TextStreamReader } from '@livekit/rtc-node'
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk'
import { randomBytes } from 'node:crypto'
import type { LiveKit } from './livekit-server.ts'
import { Microphone } from './microphone.ts'
import { Recording } from './recording.ts'
import { SAMPLE_RATE, synthesize } from './speech.ts'
import { waitFor } from './wait.ts'

export interface CallOptions {
  livekit: Pick<LiveKit, 'url' | 'apiKey' | 'apiSecret'>
  /** The agent dispatched to the room; null for none. */
  agentName: string | null
  /** The caller's participant metadata, sent as it is. */
  metadata?: string
  room?: string
  /** False for a caller who only writes. */
  microphone?: boolean
}

export interface Segment {
  id: string
  who: 'agent' | 'caller'
  text: string
  final: boolean
  /** When its first text arrived, in ms of performance.now(). */
  at: number
}

/** Longer than the gap between two sentences of an answer. */
const QUIET_MS = 500

/** Joins a room as a caller does: a token with metadata and an explicit agent dispatch, then a microphone. */
export async function placeCall(options: CallOptions): Promise<Caller> {
  const room = options.room ?? `call-${randomBytes(6).toString('hex')}`
  const token = await callerToken(options, room)
  return joinCall({ url: options.livekit.url, token, microphone: options.microphone ?? true })
}

/** Joins with a token that somebody else made, such as the page's token endpoint. */
export async function joinCall(options: { url: string; token: string; microphone?: boolean }): Promise<Caller> {
  const caller = new Caller(options.microphone === false ? null : new Microphone())
  await caller.join(options.url, options.token)
  return caller
}

async function callerToken({ livekit, agentName, metadata }: CallOptions, room: string): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, {
    identity: `caller-${randomBytes(4).toString('hex')}`,
    ttl: 600,
    ...(metadata === undefined ? {} : { metadata }),
  })
  token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true, canPublishData: true })
  if (agentName !== null) token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName })] })
  return token.toJwt()
}

/** One caller in a room: speaks, writes, and keeps what the agent said, in sound and in words. */
export class Caller {
  readonly room = new Room()
  /** What was heard of the agent. */
  readonly heard = new Recording()
  readonly segments: Segment[] = []
  agentsSeen = 0
  agentsLeft = 0
  readonly #microphone: Microphone | null
  readonly #autoSubscribe: boolean

  constructor(microphone: Microphone | null, { autoSubscribe = true }: { autoSubscribe?: boolean } = {}) {
    this.#microphone = microphone
    this.#autoSubscribe = autoSubscribe
  }

  async join(url: string, token: string): Promise<void> {
    this.#listen()
    await this.room.connect(url, token, { autoSubscribe: this.#autoSubscribe, dynacast: false })
    await this.#microphone?.publish(this.room)
  }

  get identity(): string {
    return this.room.localParticipant?.identity ?? ''
  }

  get roomName(): string {
    return this.room.name ?? ''
  }

  /** initializing, listening, thinking, speaking; null where no agent is in the room. Read afresh: rtc-node doesn't tell of every change. */
  get agentState(): string | null {
    const states = [...this.room.remoteParticipants.values()].map(({ attributes }) => attributes['lk.agent.state'])
    return states.find((state) => state !== undefined) ?? null
  }

  /** Speaks samples or, by espeak-ng, a text. Resolves with the time of the last sample sent, in ms of performance.now(). */
  async speak(what: string | Int16Array, voice = 'en-us'): Promise<number> {
    if (this.#microphone === null) throw new Error('This caller has no microphone')
    return this.#microphone.speak(typeof what === 'string' ? await synthesize(what, voice) : what)
  }

  /** Writes to the agent, as the page's text box does. */
  async write(text: string): Promise<void> {
    await this.room.localParticipant?.sendText(text, { topic: 'lk.chat' })
  }

  /** All that one side has said so far, in order, segments joined by spaces. */
  said(who: Segment['who'], from = 0): string {
    return this.segments
      .filter((segment) => segment.who === who && segment.at >= from)
      .map((segment) => segment.text.trim())
      .join(' ')
  }

  /** Waits until one side's transcript since `from` holds the words, and returns it. */
  async waitForWords(who: Segment['who'], words: string | RegExp, options: { from?: number; timeoutMs?: number } = {}): Promise<string> {
    return waitFor(
      () => {
        const text = this.said(who, options.from)
        return (typeof words === 'string' ? text.includes(words) : words.test(text)) ? text : null
      },
      { what: `the ${who}'s words ${String(words)}`, context: () => this.summary(), ...time(options.timeoutMs) },
    )
  }

  /** Waits for the first sound of the agent at or after a time, and returns when it came. */
  async waitForSound(options: { from?: number; timeoutMs?: number } = {}): Promise<number> {
    return waitFor(() => this.heard.firstSound(options.from), {
      what: "the agent's sound",
      context: () => this.summary(),
      ...time(options.timeoutMs),
    })
  }

  /** Waits until the agent has said what it has to say: it is quiet and listens. */
  async waitForTurnEnd(timeoutMs?: number): Promise<void> {
    await waitFor(() => this.heard.quietMs() > QUIET_MS && this.agentState === 'listening', {
      what: 'the agent to finish',
      context: () => this.summary(),
      ...time(timeoutMs),
    })
  }

  /** Waits until nothing has been heard for a while. */
  async waitForQuiet(ms = QUIET_MS, timeoutMs?: number): Promise<void> {
    await waitFor(() => this.heard.quietMs() >= ms, { what: `${ms} ms of quiet`, context: () => this.summary(), ...time(timeoutMs) })
  }

  async waitForState(state: string, timeoutMs?: number): Promise<void> {
    await waitFor(() => this.agentState === state, {
      what: `the agent's state ${state}`,
      context: () => this.summary(),
      ...time(timeoutMs),
    })
  }

  /** Leaves the room. May be called again. */
  async hangUp(): Promise<void> {
    if (!this.room.isConnected) return
    await this.#microphone?.close()
    await this.room.disconnect()
  }

  /** What happened in this call so far, for the message of a failing test. */
  summary(): string {
    const lines = this.segments.map(({ who, text, final }) => `  ${who}${final ? '' : ' (unfinished)'}: ${text}`)
    return [`The call: ${Math.round(this.heard.loudMs())} ms of sound heard; agent state: ${this.agentState ?? 'no agent'}`, ...lines].join(
      '\n',
    )
  }

  #listen(): void {
    this.room.on(RoomEvent.TrackSubscribed, (track) => {
      // A track can be gone before anything of it is heard.
      if (track.kind === TrackKind.KIND_AUDIO) this.#record(track).catch(() => {})
    })
    this.room.on(RoomEvent.ParticipantConnected, () => this.agentsSeen++)
    this.room.on(RoomEvent.ParticipantDisconnected, () => this.agentsLeft++)
    this.room.registerTextStreamHandler('lk.transcription', (reader, { identity }) => {
      // A stream that is cut by the end of the call keeps what has come.
      this.#transcribe(reader, identity === this.identity ? 'caller' : 'agent').catch(() => {})
    })
  }

  async #record(track: RemoteTrack): Promise<void> {
    for await (const frame of new AudioStream(track, { sampleRate: SAMPLE_RATE, numChannels: 1, frameSizeMs: 10 })) {
      this.heard.push(frame.data)
    }
  }

  /** The agent's segment is one stream that grows; the caller's comes as one stream for each version of it. */
  async #transcribe(reader: TextStreamReader, who: Segment['who']): Promise<void> {
    const id = reader.info.attributes?.['lk.segment_id'] ?? reader.info.streamId
    const final = reader.info.attributes?.['lk.transcription_final'] === 'true'
    const known = this.segments.find((segment) => segment.id === id)
    const segment = known ?? { id, who, text: '', final: false, at: performance.now() }
    if (!known) this.segments.push(segment)
    if (who === 'caller') segment.text = await reader.readAll()
    else for await (const chunk of reader) segment.text += chunk
    segment.final = who === 'agent' || final
  }
}

function time(timeoutMs: number | undefined): { timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs }
}
