import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface StunServer {
  host: string
  port: number
  transport: 'udp' | 'tcp' | 'tls'
  /** The name its certificate is to have; `host` where it is left out. */
  servername?: string
  /** PEM certificates that are trusted besides the system's. */
  ca?: readonly string[]
  /** True for ICE over TCP, where a length of two bytes goes before each message (RFC 4571). */
  framed?: boolean
}

/** Sends a message and resolves with the first one that `read` takes for its answer. */
export type Send = <Answer>(message: Buffer, read: (sent: Buffer, received: Buffer) => Answer | null) => Promise<Answer>

/** A lost datagram is sent again after each of these. */
const RESEND_MS = 250
const HEADER_BYTES = 20

/** Talks with a STUN server over one socket, which is closed at the end. Raises when it can't be reached, or when the signal is aborted first. */
export async function exchange<T>(server: StunServer, signal: AbortSignal, talk: (send: Send) => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  return server.transport === 'udp' ? overUdp(server, signal, talk) : overStream(server, signal, talk)
}

async function overUdp<T>({ host, port }: StunServer, signal: AbortSignal, talk: (send: Send) => Promise<T>): Promise<T> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  socket.once('error', (error) => broken.reject(error))
  signal.addEventListener('abort', () => broken.reject(new Error(`${host}:${port} does not answer over UDP`)), { once: true })
  try {
    // A connected socket hears when nobody listens there.
    socket.connect(port, host)
    await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), broken.promise])
    const send: Send = async (message, read) => {
      const answered = Promise.withResolvers<ReturnType<typeof read>>()
      const take = (received: Buffer) => {
        const answer = read(message, received)
        if (answer !== null) answered.resolve(answer)
      }
      socket.on('message', take)
      const put = () => socket.send(message, (error) => error && broken.reject(error))
      put()
      const again = setInterval(put, RESEND_MS)
      try {
        return (await Promise.race([answered.promise, broken.promise])) as NonNullable<ReturnType<typeof read>>
      } finally {
        clearInterval(again)
        socket.off('message', take)
      }
    }
    return await talk(send)
  } finally {
    socket.close()
  }
}

async function overStream<T>(server: StunServer, signal: AbortSignal, talk: (send: Send) => Promise<T>): Promise<T> {
  const { host, port } = server
  const socket = open(server)
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  socket.once('error', (error) => broken.reject(error))
  socket.once('close', () => broken.reject(new Error(`${host}:${port} closes the connection`)))
  signal.addEventListener('abort', () => broken.reject(new Error(`${host}:${port} does not answer`)), { once: true })
  try {
    const ready = server.transport === 'tls' ? 'secureConnect' : 'connect'
    await Promise.race([new Promise((resolve) => socket.once(ready, resolve)), broken.promise])
    const prefix = server.framed ? 2 : 0
    let received = Buffer.alloc(0)
    const send: Send = async (message, read) => {
      const answered = Promise.withResolvers<ReturnType<typeof read>>()
      const take = (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        for (let end = endOfMessage(received, prefix); end !== null; end = endOfMessage(received, prefix)) {
          const answer = read(message, received.subarray(prefix, end))
          received = received.subarray(end)
          if (answer !== null) answered.resolve(answer)
        }
      }
      socket.on('data', take)
      const length = Buffer.alloc(prefix)
      if (prefix > 0) length.writeUInt16BE(message.length)
      socket.write(Buffer.concat([length, message]))
      try {
        return (await Promise.race([answered.promise, broken.promise])) as NonNullable<ReturnType<typeof read>>
      } finally {
        socket.off('data', take)
      }
    }
    return await talk(send)
  } finally {
    socket.destroy()
  }
}

/** Where the first message ends in what has come; null where it is not whole. */
function endOfMessage(received: Buffer, prefix: number): number | null {
  if (received.length < prefix + HEADER_BYTES) return null
  const end = prefix + (prefix > 0 ? received.readUInt16BE(0) : HEADER_BYTES + received.readUInt16BE(2))
  return received.length < end ? null : end
}

function open({ host, port, transport, servername = host, ca }: StunServer): Socket {
  if (transport === 'tcp') return connect({ host, port })
  return connectTls({
    host,
    port,
    ...(/^[\d.]+$|:/.test(servername) ? {} : { servername }),
    ...(ca && ca.length > 0 ? { ca: [...ca] } : {}),
  })
}
