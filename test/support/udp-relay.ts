import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Undo } from './undo.ts'

export interface UdpRelay {
  port: number
  /** The first line of every datagram that was kept back. */
  lost: string[]
  /** Where it leads from now on. */
  leadTo(port: number): void
}

/**
 * A lossy way to a port of loopback: hands datagrams on both ways, but for those that `loses` says; it is told the text and which of its kind
 * (same first line) it is, from 1.
 */
export async function startUdpRelay(undo: Undo, loses: (text: string, count: number) => boolean): Promise<UdpRelay> {
  const lost: string[] = []
  const counts = new Map<string, number>()
  const isLost = (text: string) => {
    const line = text.split('\r\n')[0] ?? ''
    const count = (counts.get(line) ?? 0) + 1
    counts.set(line, count)
    if (!loses(text, count)) return false
    lost.push(line)
    return true
  }
  const near = await bound(undo)
  const far = await bound(undo)
  let [caller, target] = [0, 0]
  near.on('message', (data, { port }) => {
    caller = port
    if (!isLost(data.toString('latin1'))) far.send(data, target, '127.0.0.1')
  })
  far.on('message', (data) => {
    if (!isLost(data.toString('latin1'))) near.send(data, caller, '127.0.0.1')
  })
  return {
    port: near.address().port,
    lost,
    leadTo: (port) => {
      target = port
    },
  }
}

async function bound(undo: Undo): Promise<Socket & { address(): AddressInfo }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return undo.add(socket, () => new Promise<void>((resolve) => socket.close(() => resolve())))
}
