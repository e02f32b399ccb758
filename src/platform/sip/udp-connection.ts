import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import type { Endpoint } from './address.ts'
import type { SipConnection, SipListener } from './connection.ts'
import { parseSipMessage } from './message.ts'
import { garbled, troubleOf } from './trouble.ts'

/** Raises what the network raises. */
export async function openUdp(remote: Endpoint, listener: SipListener): Promise<SipConnection> {
  const type = isIP(remote.address) === 6 ? 'udp6' : 'udp4'
  const socket = await boundSocket(type)
  const trouble = (error: Error) => listener.onTrouble(troubleOf(error))
  socket.on('message', (data, { address, port }) => read(data.toString('latin1'), { address, port }, listener))
  try {
    // A connected socket hears when a machine refuses the port (ICMP).
    socket.connect(remote.port, remote.address)
    await once(socket, 'connect')
  } catch (error) {
    socket.close()
    throw error
  }
  socket.on('error', trouble)
  const local = socket.address()
  let [isBound, isClosed, underWay] = [true, false, 0]
  const sent = (error: Error | null) => {
    underWay--
    if (error && !isClosed) trouble(error)
    if (isClosed && underWay === 0) socket.close()
  }
  return {
    transport: 'udp',
    isReliable: false,
    local: { address: local.address, port: local.port },
    remote,
    certificate: null,
    send: (text, to = remote) => {
      underWay++
      if (isBound) socket.send(text, sent)
      else socket.send(text, to.port, to.address, sent)
    },
    roam: () => {
      if (isBound) socket.disconnect()
      isBound = false
    },
    close: () => {
      isClosed = true
      socket
        .removeAllListeners('message')
        .removeAllListeners('error')
        .on('error', () => {})
      // What was sent last, such as an ACK, still goes out.
      if (underWay === 0) socket.close()
    },
  }
}

/** Bound to a port that was asked for by its number: Linux takes any other away when the socket is disconnected. */
async function boundSocket(type: 'udp4' | 'udp6'): Promise<Socket> {
  for (;;) {
    const any = createSocket(type)
    any.bind(0)
    await once(any, 'listening')
    const { port } = any.address()
    any.close()
    await once(any, 'close')
    const socket = createSocket(type)
    try {
      socket.bind(port)
      await once(socket, 'listening')
      return socket
    } catch (error) {
      socket.close()
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

function read(text: string, from: Endpoint, listener: SipListener): void {
  // What only keeps a way through a NAT open.
  // oxlint-disable-next-line no-control-regex
  if (/^[\r\n\u0000]*$/.test(text)) return
  const message = parseSipMessage(text)
  if (message === null) listener.onTrouble(garbled(text))
  else listener.onMessage(message, from)
}
