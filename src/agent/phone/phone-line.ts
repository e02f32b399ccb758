import type { JobContext } from '@livekit/agents'
import type { RemoteParticipant } from '@livekit/rtc-node'
import { setTimeout as pause } from 'node:timers/promises'
import { transferCall } from '../../livekit/calls.ts'
import { removeParticipant } from '../../livekit/rooms.ts'
import { serverUrl } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { callers } from '../hang-up.ts'

/** As LiveKit's own tool has it: menus miss keys that come faster. */
const KEY_MS = 300
const KEYS = '0123456789*#'

export interface PhoneLineOptions {
  ctx: JobContext
  stack: Pick<Stack, 'config' | 'env'>
  participant: RemoteParticipant
}

/** The line of one caller on the telephone: all that may be done with it. */
export class PhoneLine {
  /** How the agent has ended the call; null while it goes on, and where the caller hangs up. */
  end: 'transferred' | 'hung-up' | null = null
  /** URIs by their names: where callers may be handed over to. */
  readonly targets: ReadonlyMap<string, string>
  readonly #ctx: JobContext
  readonly #stack: PhoneLineOptions['stack']
  readonly #identity: string

  constructor({ ctx, stack, participant }: PhoneLineOptions) {
    this.targets = new Map(Object.entries(stack.config.sip?.transferTargets ?? {}))
    this.#ctx = ctx
    this.#stack = stack
    this.#identity = participant.identity
  }

  /** Hands the caller over to a target; resolves when the carrier has taken them. Raises ApiRefusal. */
  async transfer(target: string): Promise<void> {
    const to = this.targets.get(target)
    if (to === undefined) throw new Error(`${target} is no target`)
    await transferCall(this.#access, { room: this.#room, identity: this.#identity, to, playDialtone: true })
    this.end = 'transferred'
  }

  /** Presses keys, one after another. */
  async press(keys: string): Promise<void> {
    for (const [i, key] of Array.from(keys).entries()) {
      if (i > 0) await pause(KEY_MS)
      await this.#ctx.room.localParticipant?.publishDtmf(KEYS.indexOf(key), key)
    }
  }

  /** Takes the caller out of a room that others are still in; one who is alone goes with the room. */
  async cut(): Promise<void> {
    if (callers(this.#ctx.room).some(({ identity }) => identity === this.#identity))
      await removeParticipant(this.#access, { room: this.#room, identity: this.#identity })
  }

  get #room(): string {
    return this.#ctx.job.room?.name ?? ''
  }

  get #access() {
    const { config, env } = this.#stack
    return { url: serverUrl(config), key: env.get('LIVEKIT_API_KEY') ?? '', secret: env.get('LIVEKIT_API_SECRET') ?? '' }
  }
}
