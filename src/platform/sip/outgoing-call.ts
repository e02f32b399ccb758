import { randomBytes } from 'node:crypto'
import { parseSipAddress } from './address.ts'
import type { CallEvent, CallReport } from './call-report.ts'
import type { Arrival, CallWire } from './call-wire.ts'
import type { Dialog } from './dialog.ts'
import { challengeIn, digestAnswer, type Challenge, type Credentials } from './digest.ts'
import type { SipResponse } from './message.ts'
import { answerOf } from './ping.ts'
import type { RtpSocket } from './rtp.ts'
import { parseSdp, spokenType } from './sdp.ts'
import type { SipTrouble } from './trouble.ts'

export interface CallParts {
  dialog: Dialog
  wire: CallWire
  rtp: RtpSocket
  /** SDP. */
  offer: string
  credentials: Credentials | null
  listenMs: number
  onEvent(event: CallEvent): void
  /** Is filled in. */
  report: CallReport
}

export interface CallSignals {
  /** The one who calls gives up. */
  stop: AbortSignal
  /** The time is over. */
  limit: AbortSignal
  /** Enough was heard. */
  enough: AbortSignal
}

/** How an INVITE ended: with a final answer, with trouble, or not within its time. */
type Ended = { response: SipResponse } | { trouble: SipTrouble } | null

/** How long the other side may take to confirm that the call is over. */
const GOODBYE_MS = 3000
/** A nonce that was too old is asked for again; more often than this no server does. */
const MOST_TRIES = 3

/** One call from its INVITE to its end. */
export class OutgoingCall {
  readonly #parts: CallParts
  readonly #began = performance.now()
  #lastStatus = 0

  constructor(parts: CallParts) {
    this.#parts = parts
  }

  async run({ stop, limit, enough }: CallSignals): Promise<CallReport> {
    const { report } = this.#parts
    const ended = await this.#untilEnded(limit)
    report.ms = this.#elapsed()
    if (ended === null) {
      const isHeard = this.#lastStatus > 0
      report.outcome = stop.aborted ? 'stopped' : report.rings > 0 ? 'ringing' : isHeard ? 'trying' : 'unanswered'
      // Before anything came back there is nothing that could be cancelled (RFC 3261, 9.1).
      if (isHeard) await this.#cancel()
    } else if ('trouble' in ended) {
      report.outcome = 'trouble'
      report.trouble = ended.trouble
    } else if (ended.response.start.status >= 300) report.outcome = 'rejected'
    else await this.#talk(ended.response, AbortSignal.any([stop, enough, AbortSignal.timeout(this.#parts.listenMs)]))
    return report
  }

  /** Calls, again with the password where one is asked for and known, and waits for the final answer. */
  async #untilEnded(limit: AbortSignal): Promise<Ended> {
    const { credentials, report } = this.#parts
    let ended = await this.#invite(null, limit)
    for (let tries = 1; tries < MOST_TRIES; tries++) {
      const challenge = challengeOf(ended)
      const isWrong = report.password === 'given' && challenge?.isStale === false
      if (challenge === null || credentials === null || isWrong) {
        if (challenge !== null) report.password ??= 'asked'
        return ended
      }
      report.password = 'given'
      this.#tell({ type: 'retried' })
      ended = await this.#invite(challenge, limit)
    }
    return ended
  }

  async #invite(challenge: Challenge | null, limit: AbortSignal): Promise<Ended> {
    const { dialog, wire, offer } = this.#parts
    const request = dialog.invite(offer, challenge === null ? [] : [this.#credentialsFor(challenge)])
    const sending = wire.keepSending(() => wire.send(request), { isInvite: true })
    try {
      for (;;) {
        const arrival = await wire.next(limit)
        if (arrival === null) return null
        if (arrival.type === 'trouble') return { trouble: arrival.trouble }
        if (arrival.type === 'bye' || arrival.method !== 'INVITE') continue
        const { response } = arrival
        this.#note(response)
        if (response.start.status >= 300) wire.send(dialog.ackRefusal(response))
        if (response.start.status >= 200) return { response }
        sending.provisional()
      }
    } finally {
      sending.stop()
    }
  }

  #credentialsFor(challenge: Challenge): readonly [string, string] {
    const { credentials, dialog } = this.#parts
    const { username, password } = credentials ?? { username: '', password: '' }
    const cnonce = randomBytes(8).toString('hex')
    return [challenge.answerIn, digestAnswer(challenge, { username, password, method: 'INVITE', uri: dialog.uri, cnonce })]
  }

  /** Ends a call that is not answered yet. A server that dropped it does not know it any more, which tells the two apart. */
  async #cancel(): Promise<void> {
    const { dialog, wire, report } = this.#parts
    this.#tell({ type: 'cancelled' })
    let isKnown = false
    await this.#goodbye(dialog.cancel(), ({ method, response }) => {
      const { status } = response.start
      if (method === 'INVITE' && status >= 300) wire.send(dialog.ackRefusal(response))
      if (method === 'INVITE' ? status >= 200 : status < 300) isKnown = true
      return method === 'INVITE' ? status >= 200 : status >= 300
    })
    report.wasDropped = !isKnown
  }

  async #talk(response: SipResponse, enough: AbortSignal): Promise<void> {
    const { report, rtp } = this.#parts
    report.outcome = 'answered'
    report.media = parseSdp(response.body)
    this.#take(response)
    rtp.talkTo(report.media?.audio ?? null, spokenType(report.media))
    report.hungUpByThem = await this.#listen(enough)
    report.audio = rtp.heard()
    const { from, firstMs } = report.audio
    if (from !== null && firstMs !== null) this.#tell({ type: 'audio', from }, report.ms + firstMs)
    this.#tell({ type: report.hungUpByThem ? 'hung-up' : 'ended' })
    if (!report.hungUpByThem) await this.#hangUp()
  }

  /** Confirms that the call is answered. */
  #take(response: SipResponse): void {
    const { dialog, wire } = this.#parts
    dialog.establish(response)
    wire.sendOn(dialog.ack())
  }

  /** Until the signal is aborted. True where the other side ends the call, or the connection, before. */
  async #listen(enough: AbortSignal): Promise<boolean> {
    const { dialog, wire } = this.#parts
    for (;;) {
      const arrival = await wire.next(enough)
      if (arrival === null) return false
      if (arrival.type !== 'answer') return true
      // The answer comes again: it did not get our ACK.
      if (arrival.method === 'INVITE') wire.sendOn(dialog.ack())
    }
  }

  async #hangUp(): Promise<void> {
    const { dialog } = this.#parts
    await this.#goodbye(dialog.bye(), ({ method, response }) => method === 'BYE' && response.start.status >= 200)
  }

  /** Sends the last request until it is confirmed, or for as long as that may take. */
  async #goodbye(request: string, isDone: (arrival: Arrival & { type: 'answer' }) => boolean): Promise<void> {
    const { wire } = this.#parts
    const limit = AbortSignal.timeout(GOODBYE_MS)
    const isBye = request.startsWith('BYE')
    const sending = wire.keepSending(() => (isBye ? wire.sendOn(request) : wire.send(request)), { isInvite: false })
    try {
      for (;;) {
        const arrival = await wire.next(limit)
        if (arrival?.type !== 'answer') return
        const { method, response } = arrival
        if (method !== 'INVITE' && response.start.status >= 200) sending.stop()
        const isLate = !isBye && method === 'INVITE' && response.start.status >= 200 && response.start.status < 300
        if (isLate) {
          // It was answered while we gave up.
          this.#take(response)
          await this.#hangUp()
        }
        if (isDone(arrival)) return
      }
    } finally {
      sending.stop()
    }
  }

  #note(response: SipResponse): void {
    const { report } = this.#parts
    const { status, reason } = response.start
    report.answer = answerOf(response)
    report.remarks = ['reason', 'warning'].flatMap((name) => response.headers.list(name)).map((text) => text.slice(0, 200))
    if (status >= 180 && status < 200) report.rings++
    if (status >= 180 && status < 200 && parseSdp(response.body)?.audio) report.hasEarlyMedia = true
    if (status >= 300 && status < 400) {
      report.redirects = response.headers.list('contact').flatMap((contact) => parseSipAddress(contact)?.host ?? [])
    }
    // A phone may say every second that it rings.
    if (status !== this.#lastStatus) this.#tell({ type: 'said', status, reason })
    this.#lastStatus = status
  }

  #tell(event: Omitted<CallEvent, 'ms'>, ms = this.#elapsed()): void {
    this.#parts.onEvent({ ...event, ms })
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#began)
  }
}

/** Omit that keeps a union one. */
type Omitted<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never

function challengeOf(ended: Ended): Challenge | null {
  if (ended === null || 'trouble' in ended) return null
  const { start, headers } = ended.response
  return start.status === 401 || start.status === 407 ? challengeIn(headers) : null
}
