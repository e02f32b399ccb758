import { randomBytes } from 'node:crypto'
import { bracketed, endpointText, parseSipAddress, SIP_PORTS, uriIn, type Endpoint, type SipTransport } from './address.ts'
import { isPrivate, isPrivateHost } from '../private-address.ts'
import type { SipMessage, SipRequest, SipResponse } from './message.ts'
import { requestText } from './request.ts'

export interface Parties {
  /** A number or a user's name. */
  to: string
  from: { user: string; host: string }
  /** The server that is called, as it was given. */
  host: string
  port: number
  transport: SipTransport
  /** Our own end of the connection, and the other one. */
  local: Endpoint
  remote: Endpoint
}

type Header = readonly [name: string, value: string]

const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS'

/** The messages of one call from our side: what they have in common, and what each answer adds to it. */
export class Dialog {
  readonly uri: string
  readonly #parties: Parties
  readonly #callId = `${randomBytes(12).toString('hex')}@voicectl`
  readonly #tag = randomBytes(8).toString('hex')
  #cseq = 0
  #inviteCseq = 0
  #branch = ''
  #ack: string | null = null
  #credentials: Header[] = []
  /** Set by the answer: whom further requests are for, and by which way. */
  #to: string
  #target: string
  #route: readonly string[] = []

  constructor(parties: Parties) {
    const { to, host, port, transport } = parties
    const place = port === SIP_PORTS[transport] ? bracketed(host) : `${bracketed(host)}:${port}`
    this.#parties = parties
    this.uri = `sip:${to}@${place}${transport === 'udp' ? '' : `;transport=${transport}`}`
    this.#to = `<sip:${to}@${bracketed(host)}>`
    this.#target = this.uri
  }

  invite(offer: string, credentials: Header[]): string {
    this.#inviteCseq = ++this.#cseq
    this.#branch = randomBytes(8).toString('hex')
    this.#credentials = credentials
    return this.#request('INVITE', {
      headers: [['Contact', this.#contact()], ['Allow', ALLOW], ...credentials],
      body: { type: 'application/sdp', text: offer },
    })
  }

  /** Belongs to the INVITE, so it has its branch. */
  cancel(): string {
    return this.#request('CANCEL', {})
  }

  /** The answer to the INVITE that was refused is taken note of, within the same transaction. */
  ackRefusal({ headers }: SipResponse): string {
    return this.#request('ACK', { to: headers.first('to') ?? this.#to })
  }

  /** From now on requests go to whom the answer names. */
  establish({ headers }: SipResponse): void {
    this.#to = headers.first('to') ?? this.#to
    this.#route = headers.list('record-route').toReversed()
    const contact = headers.list('contact')[0]
    if (contact !== undefined && parseSipAddress(contact)) this.#target = uriIn(contact)
  }

  /** A transaction of its own, as an answered call has it; the same one each time. */
  ack(): string {
    this.#ack ??= this.#inDialog('ACK', { branch: randomBytes(8).toString('hex'), headers: this.#credentials })
    return this.#ack
  }

  bye(): string {
    this.#cseq++
    this.#branch = randomBytes(8).toString('hex')
    return this.#inDialog('BYE', { branch: this.#branch, headers: [] })
  }

  /** Where requests of an answered call go over UDP: to its first proxy, or to whom it named; to the one called where that can't be reached from here. */
  nextHop(): Endpoint {
    const { remote, transport } = this.#parties
    const hop = parseSipAddress(this.#route[0] ?? this.#target)
    const isOther = hop?.transport !== null && hop?.transport !== transport
    if (hop === null || isOther || (isPrivateHost(hop.host) && !isPrivate(remote.address))) return remote
    return { address: hop.host, port: hop.port ?? SIP_PORTS[transport] }
  }

  /** True for what belongs to this call. */
  owns({ headers }: SipMessage): boolean {
    return headers.first('call-id') === this.#callId
  }

  /** True for an answer to the latest request of its kind, and not to one that was made again since. */
  isLatest({ number, method }: { number: number; method: string }): boolean {
    return number === (method === 'BYE' ? this.#cseq : this.#inviteCseq)
  }

  /** An answer to a request of the other side. */
  answer({ headers }: SipRequest, status: string): string {
    const same = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
      headers.all(name.toLowerCase()).map((value) => `${name}: ${value}`),
    )
    return [`SIP/2.0 ${status}`, ...same, 'User-Agent: voicectl', 'Content-Length: 0', '', ''].join('\r\n')
  }

  #contact(): string {
    const { local, transport } = this.#parties
    return `<sip:voicectl@${endpointText(local)};transport=${transport}>`
  }

  #inDialog(method: string, { branch, headers }: { branch: string; headers: Header[] }): string {
    const route = this.#route.map((value): Header => ['Route', value])
    return this.#request(method, { branch, uri: this.#target, headers: [...route, ...headers] })
  }

  #request(
    method: string,
    parts: { uri?: string; branch?: string; to?: string; headers?: readonly Header[]; body?: { type: string; text: string } },
  ): string {
    const { from, transport, local } = this.#parties
    const { uri = this.uri, branch = this.#branch, to = this.#to, headers = [], body } = parts
    return requestText({
      method,
      uri,
      via: { transport, local, branch },
      headers: [
        ['From', `<sip:${from.user}@${bracketed(from.host)}>;tag=${this.#tag}`],
        ['To', to],
        ['Call-ID', this.#callId],
        ['CSeq', `${this.#cseq} ${method}`],
        ...headers,
      ],
      ...(body === undefined ? {} : { body }),
    })
  }
}
