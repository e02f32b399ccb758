import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'

/**
 * How a stub misbehaves:
 * - a number: answers with that HTTP status (a WebSocket's handshake is refused with it)
 * - `hang-connect`: takes the TCP connection and never answers
 * - `hang`: accepts the request or connection, then sends nothing
 * - `hang-mid-stream`, `drop-mid-stream`: stops, or cuts the connection, in the middle of an answer
 */
export type Fault = number | 'hang-connect' | 'hang' | 'hang-mid-stream' | 'drop-mid-stream'

export interface StubRequest {
  method: string
  path: string
  query: URLSearchParams
  /** As received, keys included. */
  headers: IncomingHttpHeaders
  /** Parsed JSON, else text; null for a WebSocket. */
  body: unknown
  /** Over a WebSocket: every text message, parsed. */
  messages: unknown[]
  /** Over a WebSocket: how many binary bytes came. */
  binaryBytes: number
  /** performance.now() of arrival. */
  at: number
  /** True once the client went away before the whole answer was sent, or closed its WebSocket. */
  aborted: boolean
}

export interface Stub {
  /** In the form that voicectl.yaml's baseUrl takes. */
  baseUrl: string
  requests: StubRequest[]
  /** How many WebSockets were opened so far. */
  connections(): number
  /** How many WebSockets are open now. */
  openConnections(): number
  /** From now on misbehaves; null ends it. */
  fail(fault: Fault | null): void
  stop(): Promise<void>
}

export interface Handlers {
  /** The path under which clients find it, with no slash at the end: `/v1`, or nothing. */
  basePath: string
  scheme: 'http' | 'ws'
  /** False refuses with 401. */
  authorized(request: StubRequest): boolean
  http?(exchange: HttpExchange): Promise<void>
  socket?(session: SocketSession): void
  /** The body of an error answer with this status. */
  errorBody?(status: number): unknown
}

export interface HttpExchange {
  request: StubRequest
  response: ServerResponse
  fault: Fault | null
}

export interface SocketSession {
  request: StubRequest
  socket: WebSocket
  /** The fault in force at this moment. */
  fault: () => Fault | null
}

interface State {
  handlers: Handlers
  requests: StubRequest[]
  sockets: WebSocketServer
  raw: Set<Duplex>
  connections: number
  fault: Fault | null
}

/** A stub on a free loopback port. */
export async function startStub(handlers: Handlers): Promise<Stub> {
  const state: State = {
    handlers,
    requests: [],
    sockets: new WebSocketServer({ noServer: true }),
    raw: new Set(),
    connections: 0,
    fault: null,
  }
  const server = createServer((incoming, response) => void answer(state, incoming, response))
  server.on('upgrade', (incoming, socket, head) => upgrade(state, { incoming, socket, head }))
  server.on('connection', (socket) => {
    state.raw.add(socket)
    socket.once('close', () => state.raw.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `${handlers.scheme}://127.0.0.1:${port}${handlers.basePath}`,
    requests: state.requests,
    connections: () => state.connections,
    openConnections: () => state.sockets.clients.size,
    fail: (fault) => {
      state.fault = fault
    },
    stop: () => stop(state, server),
  }
}

async function answer(state: State, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = record(state, incoming)
  response.once('close', () => {
    request.aborted = !response.writableFinished
  })
  try {
    request.body = parse(await readAll(incoming))
    const fault = state.fault
    if (fault === 'hang-connect' || fault === 'hang') return
    if (typeof fault === 'number') return refuse(state, response, fault)
    if (!state.handlers.authorized(request)) return refuse(state, response, 401)
    if (!state.handlers.http) return refuse(state, response, 404)
    await state.handlers.http({ request, response, fault })
  } catch (error) {
    if (!response.headersSent && !response.destroyed) response.writeHead(500).end(`stub failed: ${String(error)}`)
    else response.destroy()
  }
}

function refuse(state: State, response: ServerResponse, status: number): void {
  const body = state.handlers.errorBody?.(status) ?? { error: { message: `stub answers ${status}`, code: status } }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function upgrade(state: State, { incoming, socket, head }: { incoming: IncomingMessage; socket: Duplex; head: Buffer }): void {
  const request = record(state, incoming)
  if (state.fault === 'hang-connect') return
  const status = typeof state.fault === 'number' ? state.fault : state.handlers.authorized(request) ? null : 401
  if (status !== null || !state.handlers.socket) {
    socket.end(`HTTP/1.1 ${status ?? 404} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    return
  }
  state.sockets.handleUpgrade(incoming, socket, head, (webSocket) => {
    state.connections += 1
    webSocket.on('error', () => {})
    webSocket.once('close', () => {
      request.aborted = true
    })
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) request.binaryBytes += data.length
      else request.messages.push(parse(data))
    })
    state.handlers.socket?.({ request, socket: webSocket, fault: () => state.fault })
  })
}

function record(state: State, incoming: IncomingMessage): StubRequest {
  const url = new URL(incoming.url ?? '/', 'http://stub')
  const request: StubRequest = {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: null,
    messages: [],
    binaryBytes: 0,
    at: performance.now(),
    aborted: false,
  }
  state.requests.push(request)
  return request
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parse(data: Buffer): unknown {
  const text = data.toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function stop(state: State, server: Server): Promise<void> {
  for (const client of state.sockets.clients) client.terminate()
  for (const socket of state.raw) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

/** The value at a path of a message that a client sent, or undefined. */
export function field(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  )
}

/** The text at a path of a message, empty where there is none. */
export function textField(value: unknown, ...path: string[]): string {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** True when a header holds the expected value; with none expected, when it holds anything. */
export function hasKey(header: string | string[] | undefined, expected: string | undefined): boolean {
  return expected === undefined ? Boolean(header) : header === expected
}
