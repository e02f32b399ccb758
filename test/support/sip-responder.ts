import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface SipResponder {
  port: number
  /** Every request as it came. */
  requests: string[]
  /** From now on answers so; null answers nothing. */
  answerWith(answer: ResponderAnswer | null): void
  stop(): Promise<void>
}

export interface ResponderAnswer {
  status: string
  /** Further header lines. */
  headers?: string[]
}

export interface ResponderOptions {
  transports: readonly ('udp' | 'tcp' | 'tls')[]
  /** PEM, for TLS. */
  tls?: { key: string; cert: string }
}

/** Speaks as much SIP as answering OPTIONS takes, on one free loopback port: what a SIP service does that is alive. */
export async function startSipResponder({ transports, tls }: ResponderOptions): Promise<SipResponder> {
  const requests: string[] = []
  let answer: ResponderAnswer | null = { status: '200 OK' }
  const respond = (request: string): string | null => {
    requests.push(request)
    return answer === null ? null : responseTo(request, answer)
  }
  const sockets = new Set<Socket>()
  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1')
      if (!text.includes('\r\n\r\n')) return
      const response = respond(text)
      text = ''
      // In two pieces: TCP has no messages.
      if (response === null) return
      socket.write(response.slice(0, 20))
      setImmediate(() => socket.write(response.slice(20)))
    })
  }
  const stream = transports.includes('tls') ? createTlsServer({ ...tls }, serve) : createServer(serve)
  await new Promise<void>((resolve) => stream.listen(0, '127.0.0.1', resolve))
  const { port } = stream.address() as AddressInfo
  const datagrams = createSocket('udp4')
  datagrams.on('message', (data, { port: from, address }) => {
    const response = respond(data.toString('latin1'))
    if (response !== null) datagrams.send(response, from, address)
  })
  if (transports.includes('udp')) await new Promise<void>((resolve) => datagrams.bind(port, '127.0.0.1', resolve))
  const closeStream = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => stream.close(() => resolve()))
  }
  if (!transports.includes('tcp') && !transports.includes('tls')) await closeStream()
  return {
    port,
    requests,
    answerWith: (next) => {
      answer = next
    },
    stop: async () => {
      if (stream.listening) await closeStream()
      await new Promise<void>((resolve) => datagrams.close(resolve))
    },
  }
}

/** A response carries these headers of its request (RFC 3261, 8.2.6). */
function responseTo(request: string, { status, headers = [] }: ResponderAnswer): string {
  const lines = request.split('\r\n')
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => lines.find((line) => line.startsWith(`${name}:`)) ?? '')
  return [`SIP/2.0 ${status}`, ...copied, ...headers, 'Content-Length: 0', '', ''].join('\r\n')
}
