import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** When a gate shuts: at which write (from 1), and whether the server still gets it. */
export interface Cut {
  write: number
  when: 'before' | 'after'
  /** `once`: only this connection is cut. `for-good`: so are all that come later. */
  lasts: 'once' | 'for-good'
}

export interface WriteGate {
  port: number
  /** Methods of LiveKit's API that came through, in their order. */
  calls: string[]
  /** From now on shuts at this write; null: never. `onCut` runs as it does. */
  cutAt(cut: Cut | null, onCut?: () => void): void
  stop(): Promise<void>
}

/** Stands between a client and a livekit-server's API and cuts the line at one chosen write. */
export async function startWriteGate(port: number): Promise<WriteGate> {
  const calls: string[] = []
  let cut: Cut | null = null
  let onCut = (): void => {}
  let writes = 0
  let isShut = false
  const shut = (incoming: IncomingMessage): void => {
    isShut = cut?.lasts === 'for-good'
    onCut()
    incoming.socket.destroy()
  }
  const server = createServer((incoming, outgoing) => {
    const method = incoming.url?.split('/').at(-1) ?? ''
    if (isShut) return incoming.socket.destroy()
    calls.push(method)
    if (/^(Create|Update|Delete)/.test(method)) writes += 1
    else return forward(incoming, outgoing)
    if (cut?.write !== writes) return forward(incoming, outgoing)
    if (cut.when === 'before') return shut(incoming)
    return forward(incoming, outgoing, () => shut(incoming))
  })
  function forward(incoming: IncomingMessage, outgoing: ServerResponse, instead?: () => void): void {
    const { method, url, headers } = incoming
    const onward = send({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      if (instead) {
        answer.resume()
        return instead()
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    cutAt(next, then = () => {}) {
      cut = next
      onCut = then
      writes = 0
      isShut = false
      calls.length = 0
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
