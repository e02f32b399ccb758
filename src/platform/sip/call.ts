import { randomInt } from 'node:crypto'
import type { Endpoint } from './address.ts'
import { emptyReport, type CallEvent, type CallReport } from './call-report.ts'
import { CallWire, type Raw } from './call-wire.ts'
import type { SipConnection, SipTarget } from './connection.ts'
import { Dialog } from './dialog.ts'
import type { Credentials } from './digest.ts'
import { Inbox } from './inbox.ts'
import type { SipMessage } from './message.ts'
import { isTrouble, openSip } from './open.ts'
import { OutgoingCall } from './outgoing-call.ts'
import { RtpSocket } from './rtp.ts'
import { sdpOffer } from './sdp.ts'
import type { SipTrouble } from './trouble.ts'

export interface CallOrder {
  target: SipTarget
  to: string
  /** Without a host our own address is it. */
  from: { user: string; host: string | null }
  credentials: Credentials | null
  /** How long it may take to be answered, from the first packet on. */
  limitMs: number
  /** How long is listened to whoever answers; less where enough is heard before. */
  listenMs: number
  onEvent(event: CallEvent): void
}

const ENOUGH_PACKETS = 50

/** Places one call, listens to who answers, and ends it. Aborting `stop` ends it at once, in the orderly way. Never raises. */
export async function placeCall(order: CallOrder, stop: AbortSignal): Promise<CallReport> {
  const inbox = new Inbox<Raw>()
  const limit = AbortSignal.any([stop, AbortSignal.timeout(order.limitMs)])
  const listener = {
    onMessage: (message: SipMessage, from: Endpoint) => inbox.put({ message, from }),
    onTrouble: (trouble: SipTrouble) => inbox.put({ trouble }),
  }
  const opened = await openSip(order.target, listener, limit)
  if (isTrouble(opened)) return notOpened(order, opened, stop)
  const enough = new AbortController()
  const rtp = await RtpSocket.open(opened.local.address, (count) => count >= ENOUGH_PACKETS && enough.abort())
  try {
    return await outgoing(order, opened, { rtp, inbox }).run({ stop, limit, enough: enough.signal })
  } finally {
    rtp.close()
    opened.close()
  }
}

function outgoing(order: CallOrder, opened: SipConnection, { rtp, inbox }: { rtp: RtpSocket; inbox: Inbox<Raw> }): OutgoingCall {
  const { target, to, from, credentials, listenMs, onEvent } = order
  const { local, remote, certificate } = opened
  const parties = { host: target.host, port: target.port, transport: target.transport, local, remote }
  const dialog = new Dialog({ ...parties, to, from: { user: from.user, host: from.host ?? local.address } })
  return new OutgoingCall({
    dialog,
    wire: new CallWire(opened, dialog, inbox),
    rtp,
    offer: sdpOffer({ address: local.address, port: rtp.port }, randomInt(1, 2 ** 31)),
    credentials,
    listenMs,
    onEvent,
    report: { ...emptyReport(target.transport), certificate, local },
  })
}

function notOpened({ target, limitMs }: CallOrder, trouble: SipTrouble, stop: AbortSignal): CallReport {
  const isSilent = trouble.outcome === 'silent' && !trouble.isConnected
  const outcome = stop.aborted ? 'stopped' : isSilent ? 'unanswered' : 'trouble'
  return { ...emptyReport(target.transport), outcome, trouble, ms: isSilent ? limitMs : 0 }
}
