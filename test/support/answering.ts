import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Undo } from './undo.ts'

/** Serves HTTP on a free loopback port until the test ends, and gives its URL. */
export async function answering(undo: Undo, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(server, async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
