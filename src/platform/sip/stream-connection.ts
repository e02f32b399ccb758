import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls'
import type { SipConnection, SipListener, SipTarget } from './connection.ts'
import { SipFrames } from './frames.ts'
import { garbled, troubleOf, type SipTrouble } from './trouble.ts'

type StreamTarget = SipTarget & { address: string }

/** Over TCP or TLS, until the signal is aborted. */
export async function openStream(target: StreamTarget, listener: SipListener, signal: AbortSignal): Promise<SipConnection | SipTrouble> {
  const { promise, resolve } = Promise.withResolvers<SipConnection | SipTrouble>()
  const socket = open(target)
  let [isConnected, isOpen] = [false, false]
  const tell = (trouble: SipTrouble) => (isOpen ? listener.onTrouble(trouble) : resolve(trouble))
  const giveUp = () => resolve({ outcome: 'silent', isConnected })
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  socket.on('connect', () => (isConnected = true))
  socket.on('error', (error) => tell(troubleOf(error)))
  socket.on('close', () => tell({ outcome: 'failed', detail: 'HUNG_UP' }))
  socket.once(target.transport === 'tls' ? 'secureConnect' : 'connect', () => {
    isOpen = true
    readFrom(socket, target, listener)
    resolve(connectionOf(socket, target))
  })
  const opened = await promise
  signal.removeEventListener('abort', giveUp)
  if ('outcome' in opened) socket.destroy()
  return opened
}

function open({ host, address, port, transport, ca }: StreamTarget): Socket {
  if (transport !== 'tls') return connect({ host: address, port })
  // A faulty certificate is told, not a reason to hang up: whether SIP answers is seen all the same.
  const trusted = ca && ca.length > 0 ? { ca: [...rootCertificates, ...ca] } : {}
  return connectTls({ host: address, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }), ...trusted })
}

function readFrom(socket: Socket, { address, port }: StreamTarget, listener: SipListener): void {
  const frames = new SipFrames()
  socket.on('data', (data: Buffer) => {
    for (const frame of frames.push(data.toString('latin1'))) {
      if ('message' in frame) listener.onMessage(frame.message, { address, port })
      else {
        socket.removeAllListeners('data').resume()
        listener.onTrouble(garbled(frame.notSip))
      }
    }
  })
}

function connectionOf(socket: Socket, { address, port, transport }: StreamTarget): SipConnection {
  return {
    transport,
    isReliable: true,
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { address, port },
    certificate: transport === 'tls' ? certificateFault(socket as TLSSocket) : null,
    send: (text) => void socket.write(text),
    roam: () => {},
    close: () => {
      socket
        .removeAllListeners('data')
        .removeAllListeners('error')
        .removeAllListeners('close')
        .on('error', () => {})
      // What was sent last, such as an ACK, still goes out, and nobody is to wait for it.
      socket.unref().destroySoon()
    },
  }
}

function certificateFault(socket: TLSSocket): string | null {
  return socket.authorized ? null : String(socket.authorizationError)
}
