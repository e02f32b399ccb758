import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificate } from './certificates.ts'
import type { Undo } from './undo.ts'

export interface ProxyOptions {
  /** Port of this machine behind it. */
  target: number
  /** False for one that drops the upgrade, as nginx does unless it is told otherwise. */
  upgrade: boolean
  /** Ends TLS with it. */
  certificate?: Certificate
}

/** An HTTP proxy on a free loopback port. Returns the port. */
export async function startProxy(undo: Undo, { target, upgrade, certificate }: ProxyOptions): Promise<number> {
  const pass = (incoming: IncomingMessage, answer: ServerResponse) => {
    const { upgrade: _upgrade, connection: _connection, ...headers } = incoming.headers
    const onward = request({ host: '127.0.0.1', port: target, path: incoming.url, method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.writeHead(502).end('Bad Gateway'))
    incoming.pipe(onward)
  }
  const server = certificate ? createTlsServer(certificate, pass) : createServer(pass)
  const sockets = new Set<Duplex>()
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // With nobody to listen for upgrades Node answers them as any request.
  if (upgrade) {
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const onward = connect(target, '127.0.0.1', () => {
        const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`)
        onward.write([`GET ${incoming.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
        onward.write(head)
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(server, async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}
