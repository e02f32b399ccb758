import { connect, createServer, type Server, type Socket } from 'node:net'
import { freePort } from './free-port.ts'

/** A port that leads to another one while it is open: shut, it stands for a server that is down. */
export interface TcpGate {
  port: number
  open(): Promise<void>
  /** Refuses new connections and breaks those there are. */
  shut(): Promise<void>
}

/** A gate to a port of this machine, shut at first. */
export async function createTcpGate(target: number): Promise<TcpGate> {
  const port = await freePort()
  const sockets = new Set<Socket>()
  let server: Server | null = null
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  }
  return {
    port,
    open: () =>
      new Promise((resolve) => {
        server = createServer((socket) => {
          const onward = connect(target, '127.0.0.1')
          keep(socket)
          keep(onward)
          socket.pipe(onward).pipe(socket)
        })
        server.listen(port, '127.0.0.1', () => resolve())
      }),
    shut: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        if (server === null) return resolve()
        server.close(() => resolve())
        server = null
      }),
  }
}
