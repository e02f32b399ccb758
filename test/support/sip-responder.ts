import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface SipResponder {
  port: number
  /** Every request as it came. */
  requests: string[]
  /** From now on answers so, or as is chosen for each request; null and [] answer nothing. */
  answerWith(answer: ResponderAnswer | null | ((request: string) => ResponderAnswer[])): void
  stop(): Promise<void>
}

export interface ResponderAnswer {
  status: string
  /** Further header lines. */
  headers?: string[]
  /** SDP. */
  body?: string
  /** The request that it answers, where it is another than the one that came. */
  to?: string
  /** Where the request came from, as it says. */
  received?: string
}

export interface ResponderOptions {
  transports: readonly ('udp' | 'tcp' | 'tls')[]
  /** PEM, for TLS. */
  tls?: { key: string; cert: string }
}

/** Answers every request as it is told, on one free loopback port: what a SIP service does that is alive, and what none should do. */
export async function startSipResponder({ transports, tls }: ResponderOptions): Promise<SipResponder> {
  const requests: string[] = []
  let answers: (request: string) => ResponderAnswer[] = () => [{ status: '200 OK' }]
  const respond = (request: string): string[] => {
    requests.push(request)
    return answers(request).map((answer) => responseTo(request, answer))
  }
  const sockets = new Set<Socket>()
  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1')
      if (!text.includes('\r\n\r\n')) return
      const response = respond(text).join('')
      text = ''
      // In two pieces: TCP has no messages.
      if (response === '') return
      socket.write(response.slice(0, 20))
      setImmediate(() => socket.write(response.slice(20)))
    })
  }
  const stream = transports.includes('tls') ? createTlsServer({ ...tls }, serve) : createServer(serve)
  await new Promise<void>((resolve) => stream.listen(0, '127.0.0.1', resolve))
  const { port } = stream.address() as AddressInfo
  const datagrams = createSocket('udp4')
  datagrams.on('message', (data, { port: from, address }) => {
    for (const response of respond(data.toString('latin1'))) datagrams.send(response, from, address)
  })
  if (transports.includes('udp')) await new Promise<void>((resolve) => datagrams.bind(port, '127.0.0.1', resolve))
  const closeStream = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => stream.close(() => resolve()))
  }
  if (!transports.includes('tcp') && !transports.includes('tls')) await closeStream()
  let isStopped = false
  return {
    port,
    requests,
    answerWith: (next) => {
      answers = typeof next === 'function' ? next : () => (next === null ? [] : [next])
    },
    stop: async () => {
      if (isStopped) return
      isStopped = true
      if (stream.listening) await closeStream()
      await new Promise<void>((resolve) => datagrams.close(resolve))
    },
  }
}

/** A response carries these headers of its request (RFC 3261, 8.2.6). */
function responseTo(request: string, { status, headers = [], body = '', to, received }: ResponderAnswer): string {
  const lines = (to ?? request).split('\r\n')
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => lines.find((line) => line.startsWith(`${name}:`)) ?? '')
  const via = received === undefined ? [] : [`${copied[0]};received=${received}`]
  const typed = body === '' ? [] : ['Content-Type: application/sdp']
  return [
    `SIP/2.0 ${status}`,
    ...(via.length > 0 ? [...via, ...copied.slice(1)] : copied),
    ...headers,
    ...typed,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}
