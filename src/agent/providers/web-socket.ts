import { APIConnectionError, APIStatusError } from '@livekit/agents'
import { WebSocket } from 'ws'

const CONNECT_TIMEOUT_MS = 5000

/** Opens a WebSocket. Raises APIStatusError when the server refuses, APIConnectionError when it can't be reached or says nothing for 5 s. */
export function openWebSocket(url: URL, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers, handshakeTimeout: CONNECT_TIMEOUT_MS })
  return new Promise((resolve, reject) => {
    const settle = () => {
      socket.removeAllListeners()
      // A late error of a socket that is given up must not end the process.
      socket.on('error', () => {})
    }
    socket.once('open', () => {
      settle()
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      settle()
      reject(new APIConnectionError({ message: error.message || error.code || 'no connection' }))
    })
    socket.once('unexpected-response', (_request, response) => {
      const statusCode = response.statusCode ?? -1
      settle()
      socket.terminate()
      reject(new APIStatusError({ message: `the connection was refused with status ${statusCode}`, options: { statusCode } }))
    })
  })
}
