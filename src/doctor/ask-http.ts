import http from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import { connectionTrouble } from '../core/connection-trouble.ts'
import { errorCode } from './fixes.ts'

export interface HttpQuestion {
  /** http:// or https:// */
  url: string
  headers?: Readonly<Record<string, string>>
  /** True asks for a WebSocket instead, and hangs up as soon as it is granted. */
  upgrade?: boolean
  method?: 'GET' | 'POST'
  /** Sent as it is. */
  body?: string
  /** PEM certificates that are trusted besides the system's. */
  ca?: readonly string[]
}

export interface HttpAnswer {
  /** 101 for a granted WebSocket. */
  status: number
  headers: http.IncomingHttpHeaders
  /** The beginning of the body. */
  text: string
}

const LONGEST_TEXT = 64 * 1024

/** One request, with its answer whatever its status. Redirects are not followed: what is sent may be a key. Raises where no answer comes. */
export function askHttp(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, headers = {}, upgrade = false, method = 'GET', body, ca = [] } = question
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const handshake = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dm9pY2VjdGwtZG9jdG9yLg==',
  }
  const request = (url.startsWith('https:') ? https : http).request(url, {
    headers: { ...headers, ...(upgrade ? handshake : {}) },
    agent: false,
    method,
    signal,
    ...(ca.length > 0 ? { ca: [...rootCertificates, ...ca] } : {}),
  })
  request.on('upgrade', ({ headers: answered }, socket) => {
    socket.destroy()
    resolve({ status: 101, headers: answered, text: '' })
  })
  request.on('response', (response) => {
    const chunks: Buffer[] = []
    let size = 0
    const end = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') })
    response.on('error', reject)
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= LONGEST_TEXT) return
      end()
      response.destroy()
    })
    response.on('end', end)
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

/** Why no answer came, in a few words. */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  return signal.aborted ? 'no answer in time' : connectionTrouble(errorCode(error))
}
