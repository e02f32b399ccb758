import type { Endpoint } from './address.ts'
import type { SipConnection } from './connection.ts'
import type { Dialog } from './dialog.ts'
import type { Inbox } from './inbox.ts'
import { cseqOf, isResponse, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { Retransmission } from './retransmission.ts'
import type { SipTrouble } from './trouble.ts'

/** What comes from the network, as it comes. */
export type Raw = { message: SipMessage; from: Endpoint } | { trouble: SipTrouble }

/** What concerns the call: an answer to one of our requests, the other side's wish to end it, or trouble on the way. */
export type Arrival = { type: 'answer'; method: string; response: SipResponse } | { type: 'bye' } | { type: 'trouble'; trouble: SipTrouble }

/** The way that the messages of one call take. Answers what the other side asks meanwhile. */
export class CallWire {
  readonly #connection: SipConnection
  readonly #dialog: Dialog
  readonly #inbox: Inbox<Raw>
  #isHeard = false

  constructor(connection: SipConnection, dialog: Dialog, inbox: Inbox<Raw>) {
    this.#connection = connection
    this.#dialog = dialog
    this.#inbox = inbox
  }

  /** The next thing that concerns the call; null once the signal is aborted. */
  async next(signal: AbortSignal): Promise<Arrival | null> {
    for (;;) {
      const raw = await this.#inbox.next(signal)
      if (raw === null) return null
      const arrival = 'trouble' in raw ? this.#trouble(raw.trouble) : this.#read(raw)
      if (arrival !== null) return arrival
    }
  }

  send(request: string): void {
    this.#connection.send(request)
  }

  /** Sends what belongs to an answered call: over UDP to where its answer said. */
  sendOn(request: string): void {
    this.#connection.send(request, this.#dialog.nextHop())
  }

  /** Sends a request, and again until it is stopped. */
  keepSending(send: () => void, { isInvite }: { isInvite: boolean }): Retransmission {
    return new Retransmission(send, { isReliable: this.#connection.isReliable, isInvite })
  }

  /** Noise that comes after SIP was spoken is none of the call's. */
  #trouble(trouble: SipTrouble): Arrival | null {
    return this.#isHeard && trouble.outcome === 'garbled' ? null : { type: 'trouble', trouble }
  }

  #read({ message, from }: { message: SipMessage; from: Endpoint }): Arrival | null {
    if (!this.#dialog.owns(message)) return null
    // Somebody is there: further messages may come from another of its addresses.
    if (!this.#isHeard) this.#connection.roam()
    this.#isHeard = true
    if (!isResponse(message)) return this.#answer(message as SipRequest, from)
    const cseq = cseqOf(message.headers)
    if (cseq === null || !this.#dialog.isLatest(cseq)) return null
    return { type: 'answer', method: cseq.method, response: message }
  }

  #answer(request: SipRequest, from: Endpoint): Arrival | null {
    const { method } = request.start
    if (method === 'ACK') return null
    // A change of media is refused: nothing is to be changed in a call this short.
    this.#connection.send(this.#dialog.answer(request, method === 'INVITE' ? '488 Not Acceptable Here' : '200 OK'), from)
    return method === 'BYE' ? { type: 'bye' } : null
  }
}
