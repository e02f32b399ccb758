import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import type { Endpoint } from './address.ts'

/** What was heard of the other side. */
export interface AudioHeard {
  packets: number
  /** Ms from when we began to listen to the first packet; null where none came. */
  firstMs: number | null
  /** Where the first packet came from. */
  from: Endpoint | null
  /** The number of its codec. */
  payloadType: number | null
}

const PACKET_MS = 20
const SAMPLES = 160
/** One packet of silence by payload type: PCMU, PCMA. */
const SILENCE: Record<number, number> = { 0: 0xff, 8: 0xd5 }

/** Our end of a call's audio: counts what comes, and sends silence so that a way back opens through NAT. */
export class RtpSocket {
  readonly port: number
  readonly #socket: Socket
  readonly #onPacket: (count: number) => void
  #began = performance.now()
  #heard: AudioHeard = { packets: 0, firstMs: null, from: null, payloadType: null }
  #talking: NodeJS.Timeout | undefined

  private constructor(socket: Socket, onPacket: (count: number) => void) {
    this.#socket = socket
    this.#onPacket = onPacket
    this.port = socket.address().port
    socket.on('error', () => {})
    socket.on('message', (data, { address, port }) => this.#read(data, { address, port }))
  }

  /** Bound to a free port of this machine, for the family of an address. */
  static async open(address: string, onPacket: (count: number) => void): Promise<RtpSocket> {
    const type = isIP(address) === 6 ? 'udp6' : 'udp4'
    for (;;) {
      const socket = createSocket(type)
      socket.bind(0)
      await once(socket, 'listening')
      // By convention audio has an even port, and its control the odd one above.
      if (socket.address().port % 2 === 0) return new RtpSocket(socket, onPacket)
      socket.close()
    }
  }

  /** Counts from now on, and sends silence to where the other side wants its audio. */
  talkTo(remote: Endpoint | null, payloadType: number): void {
    this.#began = performance.now()
    this.#heard = { packets: 0, firstMs: null, from: null, payloadType: null }
    const fill = SILENCE[payloadType]
    if (remote === null || fill === undefined) return
    const packet = Buffer.concat([Buffer.from([0x80, payloadType, 0, 0, 0, 0, 0, 0]), randomBytes(4), Buffer.alloc(SAMPLES, fill)])
    let count = 0
    const send = () => {
      packet.writeUInt16BE(count & 0xffff, 2)
      packet.writeUInt32BE((count * SAMPLES) >>> 0, 4)
      count++
      this.#socket.send(packet, remote.port, remote.address, () => {})
    }
    send()
    this.#talking = setInterval(send, PACKET_MS)
  }

  heard(): AudioHeard {
    return { ...this.#heard }
  }

  close(): void {
    clearInterval(this.#talking)
    this.#socket.close()
  }

  #read(data: Buffer, from: Endpoint): void {
    const payloadType = payloadTypeOf(data)
    if (payloadType === null) return
    const heard = this.#heard
    heard.packets++
    heard.firstMs ??= Math.round(performance.now() - this.#began)
    heard.from ??= from
    heard.payloadType ??= payloadType
    this.#onPacket(heard.packets)
  }
}

/** Null for what is no RTP packet. */
function payloadTypeOf(data: Buffer): number | null {
  const [first = 0, second = 0] = data
  if (data.length <= 12 || first >> 6 !== 2) return null
  // Control packets (RTCP), where they share the port.
  return second >= 192 && second <= 223 ? null : second & 0x7f
}
