import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { goPeer } from './go-peers.ts'
import type { LiveKit } from './livekit-server.ts'
import { PhoneCaller, type PhoneLine } from './phone-caller.ts'
import type { RedisServer } from './redis-server.ts'
import { withTimeout } from './wait.ts'

export interface InboundCall {
  from: string
  to: string
  /** Where the carrier's INVITE comes from; 192.0.2.10 unless given. */
  ip?: string
  /** Of the From header. */
  host?: string
  /** Dialled by the caller. */
  pin?: string
}

/** What the real server said of an inbound call, in the protocol's JSON. */
export interface Verdict {
  call: string
  auth: { sipTrunkId?: string; username?: string; password?: string }
  /** No `result`: LEGACY_ACCEPT_OR_PIN, the zero of the enum. */
  dispatch: {
    result?: 'ACCEPT' | 'REQUEST_PIN' | 'REJECT' | 'DROP'
    roomName?: string
    participantIdentity?: string
    participantName?: string
    participantMetadata?: string
    participantAttributes?: Record<string, string>
    sipDispatchRuleId?: string
    sipTrunkId?: string
    roomConfig?: { metadata?: string; agents?: { agentName?: string; metadata?: string }[] }
  }
  /** To join with; only where the call is taken. */
  token?: string
}

/** What becomes of a call that the server wants to place. */
export interface DialScript {
  /** Whether it rings before. */
  rings?: boolean
  /** `nobody`: it rings until the time for it is over. A status: the carrier's answer. */
  end: 'answered' | 'nobody' | { sip: number; text?: string }
  /** When that comes; at once unless given. */
  after?: Promise<unknown>
}

export interface Dial {
  call: string
  /** The server's request, in the protocol's JSON. */
  wanted: {
    callTo?: string
    number?: string
    address?: string
    username?: string
    dtmf?: string
    displayName?: string
    roomName?: string
    participantIdentity?: string
    participantMetadata?: string
    participantAttributes?: Record<string, string>
    headers?: Record<string, string>
    enabledFeatures?: string[]
    /** Seconds with a trailing `s`. */
    ringingTimeout?: string
    waitUntilAnswered?: boolean
  }
  callee: PhoneCaller
}

export interface Transfer {
  call: string
  wanted: { transferTo?: string; playDialtone?: boolean; headers?: Record<string, string>; ringingTimeout?: string }
}

interface Line {
  event?: 'ready' | 'dial' | 'transfer' | 'given-up'
  id?: number
  error?: string
  call?: string
  token?: string
  wanted?: unknown
}

export interface SipPeerOptions {
  livekit: LiveKit
  redis: RedisServer
}

/** Starts what plays livekit-sip for a server on that Redis. */
export async function startSipPeer({ livekit, redis }: SipPeerOptions): Promise<SipPeer> {
  const env = { SIP_PEER_REDIS: redis.address, LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret }
  const child = spawn(await goPeer('sip-peer'), [], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const peer = new SipPeer(child, livekit.url)
  await withTimeout(peer.ready, { what: 'sip-peer to be ready' })
  return peer
}

/** livekit-sip for a real server: people who call in, and those who are called and transferred. */
export class SipPeer {
  readonly dials: Dial[] = []
  readonly transfers: Transfer[] = []
  /** What becomes of the calls that are placed from now on. */
  onDial: DialScript = { rings: true, end: 'answered' }
  /** What the carrier says to transfers from now on; null accepts. */
  onTransfer: { sip: number; text?: string } | null = null
  readonly ready: Promise<void>
  readonly #child: ChildProcess
  readonly #url: string
  readonly #answers = new Map<number, (line: Line) => void>()
  readonly #callers = new Map<string, PhoneCaller>()
  #lastId = 0

  constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    child.once('exit', (code) => reject(new Error(`sip-peer ended with ${code}`)))
    if (child.stdout === null) throw new Error('sip-peer has no stdout')
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (line.event === 'ready') resolve()
      else this.#hear(line)
    })
  }

  /** Asks the server who takes a call, as livekit-sip does with an INVITE. Raises what the server raises. */
  async ask(call: InboundCall): Promise<Verdict> {
    return (await this.#command('call', { ip: '192.0.2.10', host: 'carrier.example.com', ...call })) as unknown as Verdict
  }

  /** Calls in, and joins as the caller; raises where the server does not take the call. */
  async dialIn(call: InboundCall, line: Omit<PhoneLine, 'direction'> = {}): Promise<PhoneCaller & { verdict: Verdict }> {
    const verdict = await this.ask(call)
    if (verdict.token === undefined) throw new Error(`The call is not taken: ${JSON.stringify(verdict.dispatch)}`)
    const caller = this.#phone(verdict.call, { direction: 'inbound', ...line })
    await caller.join(this.#url, verdict.token)
    return Object.assign(caller, { verdict })
  }

  async hangUpAll(): Promise<void> {
    await Promise.all([...this.#callers.values()].map((caller) => caller.hangUp()))
  }

  async stop(): Promise<void> {
    await this.hangUpAll()
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await gone
  }

  #phone(call: string, line: PhoneLine): PhoneCaller {
    const caller = new PhoneCaller(line)
    this.#callers.set(call, caller)
    void caller.over.then(() => {
      this.#callers.delete(call)
      this.#send({ do: 'hangup', call, id: ++this.#lastId })
    })
    return caller
  }

  async #command(name: string, fields: object): Promise<Line> {
    const id = ++this.#lastId
    const { promise, resolve } = Promise.withResolvers<Line>()
    this.#answers.set(id, resolve)
    this.#send({ do: name, id, ...fields })
    const line = await withTimeout(promise, { what: `the server's answer to ${name}` })
    if (line.error !== undefined) throw new Error(line.error)
    return line
  }

  #send(command: object): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.stdin?.write(`${JSON.stringify(command)}\n`)
  }

  #hear(line: Line): void {
    const { event, id = 0 } = line
    if (event === 'dial') void this.#dial(line)
    else if (event === 'transfer') void this.#transfer(line)
    else if (event === undefined) this.#answers.get(id)?.(line)
  }

  async #dial({ id, call = '', token = '', wanted }: Line): Promise<void> {
    const callee = this.#phone(call, { direction: 'outbound' })
    const dial = { call, wanted: wanted as Dial['wanted'], callee }
    this.dials.push(dial)
    const script = this.onDial
    await callee.join(this.#url, token)
    const participant = callee.room.localParticipant?.sid ?? ''
    if (dial.wanted.waitUntilAnswered !== true) this.#send({ do: 'dialed', id, participant })
    if (script.rings === true) await callee.become('ringing')
    await script.after
    const failure = await outcome(dial, script.end)
    if (failure === null) await callee.become('active')
    else await callee.leave()
    if (dial.wanted.waitUntilAnswered === true) this.#send({ do: 'dialed', id, participant, ...failure })
  }

  async #transfer({ id, call = '', wanted }: Line): Promise<void> {
    this.transfers.push({ call, wanted: wanted as Transfer['wanted'] })
    this.#send({ do: 'transferred', id, ...this.onTransfer })
    if (this.onTransfer === null) await this.#callers.get(call)?.hangUp()
  }
}

/** How a dialled call ends: null where it is answered, else what the server is told. */
async function outcome({ wanted, callee }: Dial, end: DialScript['end']): Promise<object | null> {
  if (end === 'answered') return null
  if (end !== 'nobody') return end
  const ringing = Number((wanted.ringingTimeout ?? '180s').replace(/s$/, '')) * 1000
  await Promise.race([pause(ringing), callee.over])
  return { code: 'canceled', text: 'sip request timed out' }
}
