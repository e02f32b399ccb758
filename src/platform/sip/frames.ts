import { headOf, LONGEST_HEAD, parseSipMessage, type SipMessage } from './message.ts'

/** What a stream gives: messages, or the first bytes of what is not SIP. */
export type Frame = { message: SipMessage } | { notSip: string }

const LONGEST_BODY = 256 * 1024
/** How an alert and a handshake begin, of version 3.x. */
const TLS_RECORDS = ['\u0015\u0003', '\u0016\u0003']

/** Cuts a stream into messages: TCP has none of its own. Bytes are characters here (latin1), as lengths count bytes. */
export class SipFrames {
  #held = ''
  #searched = 0
  /** The head that is whole while its body is awaited. */
  #head: { message: SipMessage; bodyFrom: number; bodyTo: number } | null = null

  /** The messages that are whole now. After something that is not SIP nothing more is to be read. */
  push(chunk: string): Frame[] {
    this.#held += chunk
    const frames: Frame[] = []
    for (;;) {
      const frame = this.#next()
      if (frame === null) return frames
      frames.push(frame)
      if ('notSip' in frame) return frames
    }
  }

  #next(): Frame | null {
    if (this.#head === null) {
      const notSip = this.#readHead()
      if (notSip !== null) return { notSip }
    }
    if (this.#head === null || this.#held.length < this.#head.bodyTo) return null
    const { message, bodyFrom, bodyTo } = this.#head
    const body = this.#held.slice(bodyFrom, bodyTo)
    this.#head = null
    this.#drop(bodyTo)
    return { message: { ...message, body } }
  }

  /** Reads the head as soon as it is whole; what is no SIP is given back. */
  #readHead(): string | null {
    // Empty lines between messages keep a connection alive.
    const empty = /^[\r\n]*/.exec(this.#held)?.[0].length ?? 0
    if (empty > 0) this.#drop(empty)
    if (this.#held === '') return null
    if (!mayBeSip(this.#held)) return this.#held
    const { isWhole, bodyFrom } = headOf(this.#held, this.#searched)
    if (!isWhole) {
      // The blank line may have come in part.
      this.#searched = Math.max(this.#held.length - 3, 0)
      return this.#held.length > LONGEST_HEAD ? this.#held : null
    }
    const message = parseSipMessage(this.#held.slice(0, bodyFrom))
    if (message === null) return this.#held
    this.#head = { message, bodyFrom, bodyTo: bodyFrom + lengthOf(message) }
    return null
  }

  #drop(count: number): void {
    this.#held = this.#held.slice(count)
    this.#searched = 0
  }
}

/** What speaks instead of SIP, by its first bytes; null where it is none that is known. */
export function foreignProtocol(text: string): 'HTTP' | 'TLS' | 'SSH' | null {
  if (/^HTTP\/\d/.test(text)) return 'HTTP'
  if (TLS_RECORDS.some((start) => text.startsWith(start))) return 'TLS'
  return text.startsWith('SSH-') ? 'SSH' : null
}

function mayBeSip(text: string): boolean {
  return 'SIP/2.0 '.startsWith(text.slice(0, 8).toUpperCase()) || /^[A-Z]{1,20}(?: |$)/.test(text.slice(0, 21))
}

function lengthOf({ headers }: SipMessage): number {
  const length = Number(headers.first('content-length') ?? 0)
  return Number.isInteger(length) && length > 0 ? Math.min(length, LONGEST_BODY) : 0
}
