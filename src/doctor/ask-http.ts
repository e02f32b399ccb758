import http from 'node:http'
import https from 'node:https'

export interface HttpQuestion {
  /** http:// or https:// */
  url: string
  headers?: Readonly<Record<string, string>>
  /** True asks for a WebSocket instead, and hangs up as soon as it is granted. */
  upgrade?: boolean
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
export function askHttp({ url, headers = {}, upgrade = false }: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
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
    signal,
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
  request.end()
  return promise
}

/** Why no answer came, in a few words. */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time'
  const { code, message } = error as NodeJS.ErrnoException
  const words: Record<string, string> = {
    ECONNREFUSED: 'nobody listens there (ECONNREFUSED)',
    ENOTFOUND: 'its name is not known here (ENOTFOUND)',
    EAI_AGAIN: 'names can not be resolved here (EAI_AGAIN)',
    ECONNRESET: 'it hung up (ECONNRESET)',
  }
  return words[code ?? ''] ?? code ?? message
}
