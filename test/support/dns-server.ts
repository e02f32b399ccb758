import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Undo } from './undo.ts'

export interface SrvAnswer {
  priority: number
  weight: number
  port: number
  target: string
}

const SRV = 33
const NAME_ERROR = 3

/** A name server on loopback that knows SRV records by name, and nothing else; `null` never answers. Returns its host:port. */
export async function startDnsServer(undo: Undo, records: Record<string, SrvAnswer[] | null>): Promise<string> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  undo.add(socket, () => new Promise<void>((resolve) => socket.close(() => resolve())))
  socket.on('message', (query, { address, port }) => {
    const { name, end } = nameIn(query)
    const found = records[name.toLowerCase()]
    if (found !== null) socket.send(answerTo(query.subarray(0, end + 4), found ?? []), port, address)
  })
  return `127.0.0.1:${socket.address().port}`
}

/** Head, question and answers (RFC 1035, 4.1). */
function answerTo(asked: Buffer, found: SrvAnswer[]): Buffer {
  const head = Buffer.from(asked.subarray(0, 12))
  head.writeUInt16BE(0x8180 | (found.length === 0 ? NAME_ERROR : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(found.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, asked.subarray(12), ...found.map((each) => recordOf(each))])
}

function recordOf({ priority, weight, port, target }: SrvAnswer): Buffer {
  const name = target === '.' ? Buffer.from([0]) : Buffer.concat([...target.split('.').map(labelOf), Buffer.from([0])])
  const fixed = Buffer.alloc(18)
  // The name of the question, which stands at byte 12.
  fixed.writeUInt16BE(0xc0_0c, 0)
  fixed.writeUInt16BE(SRV, 2)
  fixed.writeUInt16BE(1, 4)
  fixed.writeUInt32BE(60, 6)
  fixed.writeUInt16BE(6 + name.length, 10)
  fixed.writeUInt16BE(priority, 12)
  fixed.writeUInt16BE(weight, 14)
  fixed.writeUInt16BE(port, 16)
  return Buffer.concat([fixed, name])
}

function labelOf(label: string): Buffer {
  return Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])
}

function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  while ((query[at] ?? 0) > 0) {
    const length = query[at] ?? 0
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), end: at + 1 }
}
