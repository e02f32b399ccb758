import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface CarrierRequest {
  /** From 1. */
  index: number
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  form: URLSearchParams | null
  json: Record<string, unknown> | null
}

export interface StubAnswer {
  status: number
  /** Null for none. */
  body: unknown
  /** Sent as it is in the place of `body`. */
  text?: string
  headers?: Record<string, string>
}

/**
 * What happens to a request instead of its answer:
 * - `lose`: nothing is done, and the connection is cut
 * - `lose-answer`: it is done, and the connection is cut
 * - a function: it is done, and its answer is another one
 */
export type Interference = 'lose' | 'lose-answer' | StubAnswer | ((answer: StubAnswer) => StubAnswer) | null

export interface CarrierStub {
  url: string
  requests: CarrierRequest[]
  /** Those that change something, as `POST /path`. */
  writes(): string[]
  stop(): Promise<void>
}

export interface StubBehaviour {
  /** The answer to credentials that are not the account's; null where they are. */
  refused(headers: IncomingHttpHeaders): StubAnswer | null
  handle(request: CarrierRequest): StubAnswer
  /** Looks at each request before it is handled; null lets it through. */
  interfere(request: CarrierRequest): Interference | Promise<Interference>
}

/** A carrier's HTTP API on a free loopback port, with all that may go wrong on the way. */
export async function startCarrier({ refused, handle, interfere }: StubBehaviour): Promise<CarrierStub> {
  const sockets = new Set<Socket>()
  const requests: CarrierRequest[] = []
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming, requests.length + 1)
    requests.push(request)
    const interference = await interfere(request)
    if (interference === 'lose') return incoming.socket.destroy()
    const isAnswer = interference !== null && typeof interference === 'object'
    const own = isAnswer ? interference : (refused(request.headers) ?? handle(request))
    if (interference === 'lose-answer') return incoming.socket.destroy()
    const answer = typeof interference === 'function' ? interference(own) : own
    const text = answer.text ?? (answer.body === null ? '' : JSON.stringify(answer.body))
    return response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(text)
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.writeHead(599).end(String(error)))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    writes: () => requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(incoming: IncomingMessage, index: number): Promise<CarrierRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stub')
  const type = incoming.headers['content-type'] ?? ''
  return {
    index,
    method: incoming.method ?? '',
    path: pathname,
    query: searchParams,
    headers: incoming.headers,
    form: type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(text) : null,
    json: type.startsWith('application/json') ? (JSON.parse(text) as Record<string, unknown>) : null,
  }
}

/** Cuts a list into pages of a size; the rest begins where the page ends. */
export function pageOf<T>(items: readonly T[], { from, size }: { from: number; size: number }): { page: T[]; next: number | null } {
  const end = from + size
  return { page: items.slice(from, end), next: end < items.length ? end : null }
}

/** Ids as a carrier gives them: its prefix and 32 hexadecimal digits, never the same twice. */
export class Ids {
  #last = 0

  next(prefix: string): string {
    return `${prefix}${(++this.#last).toString(16).padStart(32, '0')}`
  }

  /** In the form of a UUID. */
  uuid(): string {
    return this.next('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
}
