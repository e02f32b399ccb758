import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { Undo } from '../../../test/support/undo.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { RtpSocket } from './rtp.ts'

const undo = new Undo()
afterEach(() => undo.run())

async function open(onPacket: (count: number) => void = () => {}) {
  const rtp = undo.add(await RtpSocket.open('127.0.0.1', onPacket), async (socket) => socket.close())
  const peer = createSocket('udp4')
  peer.bind(0, '127.0.0.1')
  await once(peer, 'listening')
  undo.add(peer, () => new Promise<void>((resolve) => peer.close(() => resolve())))
  return { rtp, peer, remote: { address: '127.0.0.1', port: peer.address().port } }
}

const packet = (type: number, first = 0x80) => Buffer.concat([Buffer.from([first, type]), Buffer.alloc(170, 0xff)])

test('audio is counted; control packets, other versions and crumbs are not', async () => {
  let count = 0
  const { rtp, peer, remote } = await open((packets) => (count = packets))
  rtp.talkTo(null, 0)
  for (const noise of [packet(200), packet(0, 0x40), Buffer.from([0x80, 0]), Buffer.alloc(0)]) peer.send(noise, rtp.port, '127.0.0.1')
  for (const type of [0x80 | 8, 8]) peer.send(packet(type), rtp.port, '127.0.0.1')
  await waitFor(() => count === 2, { what: 'two packets', context: () => String(count) })
  expect(rtp.heard()).toEqual({ packets: 2, firstMs: expect.any(Number), from: remote, payloadType: 8 })
  expect(rtp.port % 2).toBe(0)
})

test('silence is sent in the codec that was agreed, packet by packet', async () => {
  const { rtp, peer, remote } = await open()
  const got: Buffer[] = []
  peer.on('message', (data) => got.push(data))
  rtp.talkTo(remote, 8)
  await waitFor(() => got.length >= 3, { what: 'three packets' })
  expect(got.slice(0, 3).map((data) => [data.length, data[0], data[1], data.readUInt16BE(2), data.readUInt32BE(4), data[12]])).toEqual([
    [172, 0x80, 8, 0, 0, 0xd5],
    [172, 0x80, 8, 1, 160, 0xd5],
    [172, 0x80, 8, 2, 320, 0xd5],
  ])
})
