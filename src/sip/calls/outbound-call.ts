import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../core/failure.ts'
import { placeCall } from '../../livekit/calls.ts'
import {
  agentsIn,
  deleteRoom,
  openRoom,
  participantsIn,
  removeParticipant,
  roomNames,
  sendAgent,
  type Participant,
} from '../../livekit/rooms.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'
import { asRefusal, callFailure } from './call-failure.ts'
import type { CallPlan } from './call-plan.ts'
import { keepConsent } from './keep-consent.ts'

const LOOK_EVERY_MS = 300
/** A worker with a warm process joins within a second. */
const AGENT_WAIT_MS = 15_000
/** How long the server keeps the room while nobody joins, and after the last one left. */
const EMPTY_SECONDS = 60

export type CallEvent =
  | { state: 'ready'; room: string; agent: string }
  /** `from`: null where the server chooses. */
  | { state: 'dialing'; number: string; from: string | null }
  | { state: 'ringing' }
  | { state: 'answered'; callId: string; afterMs: number }
  | { state: 'ended'; by: 'them' | 'us'; seconds: number }

export interface OutboundCallOptions {
  access: ServerAccess
  plan: CallPlan
  onEvent(event: CallEvent): void
  /** Aborted: hang up. */
  stop: AbortSignal
}

/** One call to somebody: the room with the agent first, then the telephone, so that nobody answers into silence. */
export class OutboundCall {
  readonly #options: OutboundCallOptions
  #isOurRoom = false

  constructor(options: OutboundCallOptions) {
    this.#options = options
  }

  /** Makes the room, or takes one that is there, and waits for the agent; false where it was stopped. Raises CALL_NO_AGENT, or why the server doesn't do it. */
  async open(): Promise<boolean> {
    const { access, plan, onEvent } = this.#options
    try {
      await this.#openRoom()
      const deadline = performance.now() + AGENT_WAIT_MS
      while (!this.#isStopped && (await agentsIn(access, plan.room)).length === 0) {
        if (performance.now() > deadline) throw noAgent(plan)
        await pause(LOOK_EVERY_MS)
      }
    } catch (error) {
      await this.hangUp()
      throw await callFailure(error, plan.number, access)
    }
    if (this.#isStopped) await this.hangUp()
    else onEvent({ state: 'ready', room: plan.room, agent: plan.agent })
    return !this.#isStopped
  }

  /** Calls, and waits until it is answered: the call's id, or null where it was stopped before. Raises a Failure that says how it ended. */
  async dial(): Promise<string | null> {
    const { access, plan, onEvent } = this.#options
    const { number, from, trunk, room, identity, metadata, ringingSeconds, dtmf, displayName } = plan
    const began = performance.now()
    onEvent({ state: 'dialing', number, from })
    const placing = placeCall(access, {
      trunkId: trunk.id,
      to: number,
      room,
      identity,
      name: `Phone ${number}`,
      metadata,
      ringingSeconds,
      ...(from === null ? {} : { from }),
      ...(dtmf === null ? {} : { dtmf }),
      ...(displayName === null ? {} : { displayName }),
    })
    const over = new AbortController()
    const watching = this.#watch(over.signal)
    try {
      const callId = await placing
      over.abort()
      await watching
      if (this.#isStopped) await this.hangUp()
      else onEvent({ state: 'answered', callId, afterMs: Math.round(performance.now() - began) })
      return this.#isStopped ? null : callId
    } catch (error) {
      over.abort()
      await watching
      await this.hangUp()
      if (this.#isStopped) return null
      throw await callFailure(error, number, access)
    }
  }

  /** Waits until they hang up, or hangs up when it is stopped. */
  async untilOver(): Promise<void> {
    const began = performance.now()
    while (!this.#isStopped && (await this.#callee()) !== null) await pause(LOOK_EVERY_MS)
    const by = this.#isStopped ? 'us' : 'them'
    if (by === 'us') await this.hangUp()
    this.#options.onEvent({ state: 'ended', by, seconds: Math.round((performance.now() - began) / 1000) })
  }

  /** Ends it, with the room where that is ours. Tries only: what is gone is gone. */
  async hangUp(): Promise<void> {
    const { access, plan } = this.#options
    const end = this.#isOurRoom ? deleteRoom(access, plan.room) : removeParticipant(access, plan)
    await end.catch(() => {})
  }

  get #isStopped(): boolean {
    return this.#options.stop.aborted
  }

  async #openRoom(): Promise<void> {
    const { access, plan } = this.#options
    const agent = { name: plan.agent, metadata: plan.metadata }
    if ((await roomNames(access, [plan.room])).length === 0) {
      this.#isOurRoom = true
      return openRoom(access, { name: plan.room, agents: [agent], emptySeconds: EMPTY_SECONDS, metadata: plan.roomMetadata })
    }
    await keepConsent(access, plan)
    if ((await agentsIn(access, plan.room)).length === 0) await sendAgent(access, plan.room, agent)
  }

  /** Tells how far the call has come while it is placed; a stop takes the callee out as soon as they are in the room, as the server can't be told to give up. */
  async #watch(over: AbortSignal): Promise<void> {
    const { onEvent } = this.#options
    let rings = false
    while (!over.aborted) {
      const callee = await this.#callee().catch(() => null)
      if (callee && this.#isStopped) await this.hangUp()
      if (callee?.attributes['sip.callStatus'] === 'ringing' && !rings) {
        rings = true
        onEvent({ state: 'ringing' })
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => {})
    }
  }

  async #callee(): Promise<Participant | null> {
    const { access, plan } = this.#options
    try {
      const participants = await participantsIn(access, plan.room)
      return (
        participants.find(({ identity, attributes }) => identity === plan.identity && attributes['sip.callStatus'] !== 'hangup') ?? null
      )
    } catch (error) {
      if ((asRefusal(error) as { code?: unknown }).code === 'not_found') return null
      throw error
    }
  }
}

function noAgent({ agent, room }: CallPlan): Failure {
  return new Failure({
    code: 'CALL_NO_AGENT',
    message: `The agent ${agent} did not come to ${room}, so nobody was called`,
    why: 'No worker of that name is registered, or all of its places are taken.',
    fix: [
      { text: 'Start it', command: 'voicectl up' },
      { text: 'Or name another one', command: 'voicectl sip call <number> --agent <name>' },
    ],
    retryable: true,
  })
}
