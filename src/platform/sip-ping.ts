import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls'
import { hasWholeHead, optionsRequest, parseSipAnswer, type SipAnswer, type SipTransport } from './sip-options.ts'

export interface SipTarget {
  host: string
  port: number
  transport: SipTransport
  /** PEM certificates that are trusted besides the system's; TLS only. */
  ca?: readonly string[]
}

/**
 * - `answered`: SIP is spoken there; `certificate` says what is wrong with its certificate, null where nothing is or there is none
 * - `refused`: nobody listens on the port
 * - `silent`: nothing came back in time
 * - `garbled`: something else than SIP answers
 * - `failed`: no way there: the name is unknown, the network unreachable, TLS not spoken
 */
export type SipPing =
  | { outcome: 'answered'; answer: SipAnswer; certificate: string | null; ms: number }
  | { outcome: 'refused' | 'silent' }
  | { outcome: 'garbled' | 'failed'; detail: string }

/** The first waits of SIP's own retransmission (timer T1 and its doubles). */
const RESEND_MS = [500, 1000, 2000]
const LONGEST_HEAD = 64 * 1024

/** Sends OPTIONS to a SIP server and waits for what comes back, until the signal is aborted. Has no effect there. Never raises. */
export async function pingSip(target: SipTarget, signal: AbortSignal): Promise<SipPing> {
  try {
    return await (target.transport === 'udp' ? overUdp(target, signal) : overStream(target, signal))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED') return { outcome: 'refused' }
    if (signal.aborted) return { outcome: 'silent' }
    return { outcome: 'failed', detail: code ?? message }
  }
}

/** One request on its way: its bytes, and what the answer to it is. */
class Exchange {
  readonly request: string
  readonly #callId = `${randomBytes(12).toString('hex')}@voicectl`
  readonly #began = performance.now()

  constructor({ host, port, transport }: SipTarget, local: { address: string; port: number }) {
    this.request = optionsRequest({ host, port, transport, local, callId: this.#callId, branch: randomBytes(8).toString('hex') })
  }

  /** Null for a provisional answer and for answers to others. */
  read(text: string, certificate: string | null): SipPing | null {
    const answer = parseSipAnswer(text)
    if (answer === null) return { outcome: 'garbled', detail: text.slice(0, 40).split(/[\r\n]/)[0] ?? '' }
    if (answer.callId !== this.#callId || answer.status < 200) return null
    return { outcome: 'answered', answer, certificate, ms: Math.round(performance.now() - this.#began) }
  }
}

async function overUdp(target: SipTarget, signal: AbortSignal): Promise<SipPing> {
  const { address, family } = isIP(target.host) ? { address: target.host, family: isIP(target.host) } : await lookup(target.host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  const timers: NodeJS.Timeout[] = []
  const { promise, resolve, reject } = Promise.withResolvers<SipPing>()
  const giveUp = () => resolve({ outcome: 'silent' })
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  socket.on('error', reject)
  // A connected socket hears when a machine refuses the port (ICMP).
  socket.connect(target.port, address, () => {
    const exchange = new Exchange(target, socket.address())
    socket.on('message', (data) => {
      const ping = exchange.read(data.toString('latin1'), null)
      if (ping) resolve(ping)
    })
    const send = () => socket.send(exchange.request, (error) => error && reject(error))
    send()
    let wait = 0
    for (const ms of RESEND_MS) timers.push(setTimeout(send, (wait += ms)))
  })
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
    for (const timer of timers) clearTimeout(timer)
    socket.close()
  }
}

async function overStream(target: SipTarget, signal: AbortSignal): Promise<SipPing> {
  const { promise, resolve, reject } = Promise.withResolvers<SipPing>()
  let certificate: string | null = null
  const socket = open(target, () => {
    certificate = target.transport === 'tls' ? certificateFault(socket as TLSSocket) : null
    exchange = new Exchange(target, { address: socket.localAddress ?? '127.0.0.1', port: socket.localPort ?? 0 })
    socket.write(exchange.request)
  })
  let exchange: Exchange | null = null
  let text = ''
  const giveUp = () => resolve({ outcome: 'silent' })
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  socket.on('error', reject)
  socket.on('close', () => resolve({ outcome: 'failed', detail: 'it hung up without an answer' }))
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1')
    const isSip = 'SIP/2.0 '.startsWith(text.slice(0, 8))
    if (isSip && !hasWholeHead(text) && text.length < LONGEST_HEAD) return
    const ping = exchange?.read(text, certificate)
    if (ping) resolve(ping)
    else text = text.slice(text.search(/\r?\n\r?\n/)).replace(/^\s+/, '')
  })
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
    socket.destroy()
  }
}

function open({ host, port, transport, ca }: SipTarget, connected: () => void): Socket {
  if (transport !== 'tls') return connect({ host, port }, connected)
  // A faulty certificate is told, not a reason to hang up: whether SIP answers is seen all the same.
  const trusted = ca && ca.length > 0 ? { ca: [...rootCertificates, ...ca] } : {}
  return connectTls({ host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }), ...trusted }, connected)
}

function certificateFault(socket: TLSSocket): string | null {
  return socket.authorized ? null : String(socket.authorizationError)
}
