import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Failure } from '../core/failure.ts'
import type { App } from './context.ts'

export interface Listening {
  port: number
  /** Ends when running answers are sent, or after two seconds. */
  close: () => Promise<void>
}

const CLOSE_GRACE_MS = 2_000

/** Serves an app; port 0 takes a free one. Raises PORT_TAKEN, PORT_FORBIDDEN or HOST_NOT_HERE. */
export async function listen(app: App, { host, port }: { host: string; port: number }): Promise<Listening> {
  const serverOptions = { headersTimeout: 10_000, requestTimeout: 30_000 }
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, host, port)))
    server.listen({ host, port }, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(deadline)
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Failure({
      code: 'PORT_TAKEN',
      message: `Couldn't serve the page: port ${port} of ${host} is in use`,
      fix: [{ text: 'See what has it', command: `ss -ltnp 'sport = :${port}'` }, { text: 'Or set another web.port in voicectl.yaml' }],
      cause: error,
    })
  }
  if (error.code === 'EACCES') {
    return new Failure({
      code: 'PORT_FORBIDDEN',
      message: `Couldn't serve the page: port ${port} needs more rights than this user has`,
      fix: [{ text: 'Set web.port in voicectl.yaml to 1024 or more' }],
      cause: error,
    })
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new Failure({
      code: 'HOST_NOT_HERE',
      message: `Couldn't serve the page: ${host} is not an address of this machine`,
      fix: [{ text: 'Set web.host in voicectl.yaml to 127.0.0.1 for this machine only, or to 0.0.0.0 for all its addresses' }],
      cause: error,
    })
  }
  return error
}
