import { randomBytes } from 'node:crypto'
import type { Endpoint } from './address.ts'
import { endpointText } from './address.ts'
import type { SipConnection, SipTarget } from './connection.ts'
import { contactHostOf, isResponse, programOf, topVia, type SipMessage, type SipResponse } from './message.ts'
import { isTrouble, openSip } from './open.ts'
import { optionsRequest } from './options.ts'
import { Retransmission } from './retransmission.ts'
import type { SipTrouble } from './trouble.ts'

/** What an answer says besides its body. */
export interface SipAnswer {
  status: number
  reason: string
  /** Program and version, where it says so. */
  program: string | null
  /** Host of its Contact: where it wants further requests; null without one. */
  contactHost: string | null
  /** The address that our request came from, as the server saw it; null where it does not say. */
  seenAs: Endpoint | null
}

/** `answered`: SIP is spoken there; `certificate` says what is wrong with its certificate, null where nothing is or there is none. */
export type SipPing = { outcome: 'answered'; answer: SipAnswer; certificate: string | null; local: Endpoint; ms: number } | SipTrouble

/** Sends OPTIONS to a SIP server and waits for what comes back, until the signal is aborted. Has no effect there. Never raises. */
export async function pingSip(target: SipTarget, signal: AbortSignal): Promise<SipPing> {
  const { promise, resolve } = Promise.withResolvers<SipPing>()
  let read: (message: SipMessage) => SipPing | null = () => null
  const listener = {
    onMessage: (message: SipMessage) => {
      const ping = read(message)
      if (ping) resolve(ping)
    },
    onTrouble: resolve,
  }
  const opened = await openSip(target, listener, signal)
  if (isTrouble(opened)) return opened
  const giveUp = () => resolve({ outcome: 'silent', isConnected: opened.isReliable })
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  const callId = `${randomBytes(12).toString('hex')}@voicectl`
  const { host, port, transport } = target
  const request = optionsRequest({ host, port, transport, local: opened.local, callId, branch: randomBytes(8).toString('hex') })
  const began = performance.now()
  read = (message) => pingOf(message, { callId, opened, began })
  const sending = new Retransmission(() => opened.send(request), { isReliable: opened.isReliable, isInvite: false })
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
    sending.stop()
    opened.close()
  }
}

/** What an answer says besides its body. */
export function answerOf(response: SipResponse): SipAnswer {
  const { start, headers } = response
  return {
    status: start.status,
    reason: start.reason,
    program: programOf(headers),
    contactHost: contactHostOf(headers),
    seenAs: seenAs(response),
  }
}

/** `203.0.113.7:5060`, or the address alone where the server says no port. */
export function seenAsText({ address, port }: Endpoint): string {
  return port === 0 ? address : endpointText({ address, port })
}

function pingOf(message: SipMessage, { callId, opened, began }: { callId: string; opened: SipConnection; began: number }): SipPing | null {
  // A provisional answer, and what is not for us.
  if (!isResponse(message) || message.headers.first('call-id') !== callId || message.start.status < 200) return null
  const { certificate, local } = opened
  return { outcome: 'answered', answer: answerOf(message), certificate, local, ms: Math.round(performance.now() - began) }
}

function seenAs({ headers }: SipResponse): Endpoint | null {
  const { received, rport } = topVia(headers)
  return received === null ? null : { address: received, port: rport ?? 0 }
}
