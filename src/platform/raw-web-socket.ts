import { createHash, randomBytes } from 'node:crypto'
import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Duplex } from 'node:stream'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const [TEXT, BINARY, CLOSE, PING, PONG] = [1, 2, 8, 9, 10]
const LARGEST_BYTES = 1 << 20
const CLOSE_MS = 500

/** The server answered the request for a WebSocket with something else: status, headers, the beginning of its body. */
export class UpgradeRefused extends Error {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  constructor(status: number, headers: IncomingMessage['headers'], body: string) {
    super(`it answers ${status} instead of opening a WebSocket`)
    this.name = 'UpgradeRefused'
    this.status = status
    this.headers = headers
    this.body = body
  }
}

export interface RawWebSocket {
  /** The server's Date header, as it is. */
  date: string | null
  send(message: Uint8Array): void
  /** The next message; null when the connection has ended. */
  next(): Promise<Buffer | null>
  /** Resolves when what was sent has got out and the connection has ended, or soon after. */
  close(): Promise<void>
}

export interface WebSocketOptions {
  headers?: Record<string, string>
  /** PEM certificates that are trusted besides the system's. */
  ca?: readonly string[]
  signal: AbortSignal
}

/**
 * Opens a WebSocket. Unlike Node's own client it tells what came instead, which is what a diagnosis needs. Raises UpgradeRefused, or the
 * socket's own error.
 */
export async function openWebSocket(url: string, { headers = {}, ca, signal }: WebSocketOptions): Promise<RawWebSocket> {
  const target = new URL(url.replace(/^ws/, 'http'))
  const key = randomBytes(16).toString('base64')
  const ask = target.protocol === 'https:' ? requestTls : requestPlain
  const outgoing = ask(target, {
    agent: false,
    signal,
    headers: { ...headers, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key },
    ...(ca && ca.length > 0 ? { ca: [...ca] } : {}),
  })
  const { answer, socket, head } = await new Promise<{ answer: IncomingMessage; socket: Duplex; head: Buffer }>((resolve, reject) => {
    outgoing.once('error', reject)
    outgoing.once('upgrade', (response: IncomingMessage, stream: Duplex, first: Buffer) =>
      resolve({ answer: response, socket: stream, head: first }),
    )
    outgoing.once('response', (response: IncomingMessage) => {
      void beginning(response).then((body) => reject(new UpgradeRefused(response.statusCode ?? 0, response.headers, body)), reject)
    })
    outgoing.end()
  })
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64')
  if (answer.headers['sec-websocket-accept'] !== accept) {
    socket.destroy()
    throw new UpgradeRefused(answer.statusCode ?? 0, answer.headers, '')
  }
  return speak(socket, head, { date: answer.headers.date ?? null, signal })
}

async function beginning(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > 4000) break
  }
  return text.slice(0, 4000)
}

function speak(socket: Duplex, head: Buffer, { date, signal }: { date: string | null; signal: AbortSignal }): RawWebSocket {
  const messages: Buffer[] = []
  const waiting: ((message: Buffer | null) => void)[] = []
  const state = { buffered: head, parts: [] as Buffer[], ended: false }
  const deliver = (message: Buffer | null) => {
    const next = waiting.shift()
    if (next) next(message)
    else if (message !== null) messages.push(message)
  }
  const finish = () => {
    state.ended = true
    for (const next of waiting.splice(0)) next(null)
  }
  const end = () => {
    finish()
    socket.destroy()
  }
  const read = (chunk: Buffer) => {
    state.buffered = Buffer.concat([state.buffered, chunk])
    for (let frame = takeFrame(state.buffered); frame !== null; frame = takeFrame(state.buffered)) {
      state.buffered = state.buffered.subarray(frame.bytes)
      if (frame.opcode === CLOSE || frame.bytes > LARGEST_BYTES) return end()
      if (frame.opcode === PING) socket.write(toFrame(PONG, frame.payload))
      if (frame.opcode !== TEXT && frame.opcode !== BINARY && frame.opcode !== 0) continue
      state.parts.push(frame.payload)
      if (frame.final) deliver(Buffer.concat(state.parts.splice(0)))
    }
  }
  socket.on('data', read)
  socket.once('error', end)
  socket.once('close', end)
  signal.addEventListener('abort', end, { once: true })
  read(Buffer.alloc(0))
  return {
    date,
    send: (message) => void (state.ended || socket.write(toFrame(BINARY, message))),
    next: () => {
      const message = messages.shift()
      if (message) return Promise.resolve(message)
      return state.ended ? Promise.resolve(null) : new Promise((resolve) => waiting.push(resolve))
    },
    close: async () => {
      if (socket.destroyed) return
      const gone = new Promise((resolve) => socket.once('close', resolve))
      // A server that doesn't close its side is not waited for.
      const timer = setTimeout(() => socket.destroy(), CLOSE_MS)
      socket.end(toFrame(CLOSE, Buffer.from([3, 232])))
      finish()
      await gone
      clearTimeout(timer)
    },
  }
}

interface Frame {
  opcode: number
  final: boolean
  payload: Buffer
  /** Of the whole frame. */
  bytes: number
}

/** The first whole frame; null where more has to come. A server's frames are not masked. */
function takeFrame(data: Buffer): Frame | null {
  if (data.length < 2) return null
  const [first = 0, second = 0] = data
  const short = second & 127
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (data.length < start) return null
  const length = short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short
  // Whoever sends that much is no server of ours; the caller ends it.
  if (length > LARGEST_BYTES) return { opcode: CLOSE, final: true, payload: Buffer.alloc(0), bytes: data.length }
  if (data.length < start + length) return null
  return { opcode: first & 15, final: (first & 128) !== 0, payload: data.subarray(start, start + length), bytes: start + length }
}

/** A client's frame, masked as the protocol asks. */
function toFrame(opcode: number, payload: Uint8Array): Buffer {
  const mask = randomBytes(4)
  const long = payload.length > 125
  const head = Buffer.alloc(long ? 4 : 2)
  head[0] = 128 | opcode
  head[1] = 128 | (long ? 126 : payload.length)
  if (long) head.writeUInt16BE(payload.length, 2)
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return Buffer.concat([head, mask, masked])
}
