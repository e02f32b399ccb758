import { createHash, createHmac, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { exchange, type StunServer } from './stun-exchange.ts'

// RFC 8489 (STUN) and 8656 (TURN), as far as asking goes.
const MAGIC = 0x2112a442
const BINDING = 0x0001
const ALLOCATE = 0x0003
const REFRESH = 0x0004
const SUCCESS = 0x0100
const ERROR = 0x0110
const CLASS = 0x0110
const HEADER_BYTES = 20
const UDP_RELAY = Buffer.from([17, 0, 0, 0])

const USERNAME = 0x0006
const INTEGRITY = 0x0008
const ERROR_CODE = 0x0009
const LIFETIME = 0x000d
const REALM = 0x0014
const NONCE = 0x0015
const XOR_RELAYED = 0x0016
const REQUESTED_TRANSPORT = 0x0019
const XOR_MAPPED = 0x0020
const MAPPED = 0x0001
const PRIORITY = 0x0024
const FINGERPRINT = 0x8028
const FINGERPRINT_MASK = 0x5354554e
const ICE_CONTROLLED = 0x8029
/** Of a host candidate, as ICE reckons it. */
const HOST_PRIORITY = 0x7effffff

export interface StunAddress {
  address: string
  port: number
}

/** A refusal of a STUN or TURN server. */
export class StunRefusal extends Error {
  readonly status: number
  constructor(status: number, reason: string) {
    super(`${status} ${reason}`.trim())
    this.name = 'StunRefusal'
    this.status = status
  }
}

interface Message {
  type: number
  attributes: ReadonlyMap<number, Buffer>
}

/** Asks a STUN server for our address as it sees it. Raises where nobody answers before the signal, or StunRefusal. */
export async function bind(server: StunServer, signal: AbortSignal): Promise<StunAddress> {
  return exchange(server, signal, async (send) => addressIn(await send(request(BINDING, []), answerTo), [XOR_MAPPED, MAPPED]))
}

/** Both sides' names and the other side's password, from offer and answer. */
export interface IceNames {
  localUfrag: string
  remoteUfrag: string
  remotePassword: string
}

/** Does one connectivity check, as ICE does it to see whether a candidate can be used. Raises where no answer comes before the signal. */
export async function checkCandidate(server: StunServer, names: IceNames, signal: AbortSignal): Promise<void> {
  const priority = Buffer.alloc(4)
  priority.writeUInt32BE(HOST_PRIORITY)
  const attributes: Attribute[] = [
    [USERNAME, Buffer.from(`${names.remoteUfrag}:${names.localUfrag}`)],
    [PRIORITY, priority],
    [ICE_CONTROLLED, randomBytes(8)],
  ]
  const message = withFingerprint(request(BINDING, attributes, Buffer.from(names.remotePassword)))
  // A refusal (such as 487, role conflict) shows the way to be open as well as a success does.
  await exchange(server, signal, (send) => send(message, answerTo))
}

/** Asks a TURN server for a relay address, and gives it back at once. Raises StunRefusal for refused credentials. */
export async function allocate(
  server: StunServer,
  credentials: { username: string; credential: string },
  signal: AbortSignal,
): Promise<StunAddress> {
  const { username, credential } = credentials
  return exchange(server, signal, async (send) => {
    const wanted: Attribute[] = [[REQUESTED_TRANSPORT, UDP_RELAY]]
    // The first answer is always a refusal that names realm and nonce.
    const challenge = await send(request(ALLOCATE, wanted), answerTo)
    if (!isError(challenge)) return addressIn(challenge, [XOR_RELAYED])
    const [realm, nonce] = [challenge.attributes.get(REALM), challenge.attributes.get(NONCE)]
    if (!realm || !nonce) throw refusal(challenge)
    const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest()
    const signed: Attribute[] = [
      [USERNAME, Buffer.from(username)],
      [REALM, realm],
      [NONCE, nonce],
    ]
    const answer = await send(request(ALLOCATE, [...wanted, ...signed], key), answerTo)
    if (isError(answer)) throw refusal(answer)
    const relayed = addressIn(answer, [XOR_RELAYED])
    await send(request(REFRESH, [[LIFETIME, Buffer.alloc(4)], ...signed], key), answerTo).catch(() => null)
    return relayed
  })
}

type Attribute = [type: number, value: Buffer]

/** A request with a new transaction id; signed where a key is given. */
function request(type: number, attributes: readonly Attribute[], key?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(([name, value]) => attribute(name, value)))
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt16BE(type, 0)
  header.writeUInt16BE(body.length, 2)
  header.writeUInt32BE(MAGIC, 4)
  randomBytes(12).copy(header, 8)
  if (!key) return Buffer.concat([header, body])
  // The signature covers a header whose length counts the signature itself.
  header.writeUInt16BE(body.length + 24, 2)
  const digest = createHmac('sha1', key).update(header).update(body).digest()
  return Buffer.concat([header, body, attribute(INTEGRITY, digest)])
}

function withFingerprint(message: Buffer): Buffer {
  const longer = Buffer.from(message)
  longer.writeUInt16BE(message.length - HEADER_BYTES + 8, 2)
  const value = Buffer.alloc(4)
  value.writeUInt32BE((crc32(longer) ^ FINGERPRINT_MASK) >>> 0)
  return Buffer.concat([longer, attribute(FINGERPRINT, value)])
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
}

/** The message, where it answers the request; null for anything else. */
function answerTo(asked: Buffer, received: Buffer): Message | null {
  if (received.length < HEADER_BYTES || received.readUInt32BE(4) !== MAGIC) return null
  if (!received.subarray(8, HEADER_BYTES).equals(asked.subarray(8, HEADER_BYTES))) return null
  const type = received.readUInt16BE(0)
  if ((type & CLASS) !== SUCCESS && (type & CLASS) !== ERROR) return null
  const end = Math.min(HEADER_BYTES + received.readUInt16BE(2), received.length)
  const attributes = new Map<number, Buffer>()
  for (let at = HEADER_BYTES; at + 4 <= end;) {
    const length = received.readUInt16BE(at + 2)
    const name = received.readUInt16BE(at)
    if (!attributes.has(name)) attributes.set(name, received.subarray(at + 4, Math.min(at + 4 + length, end)))
    at += 4 + length + ((4 - (length % 4)) % 4)
  }
  return { type, attributes }
}

function isError(message: Message): boolean {
  return (message.type & CLASS) === ERROR
}

function refusal({ attributes }: Message): StunRefusal {
  const value = attributes.get(ERROR_CODE)
  if (!value || value.length < 4) return new StunRefusal(0, 'refused without a reason')
  return new StunRefusal((value[2] ?? 0) * 100 + (value[3] ?? 0), value.subarray(4).toString())
}

function addressIn(message: Message, names: readonly number[]): StunAddress {
  if (isError(message)) throw refusal(message)
  for (const name of names) {
    const value = message.attributes.get(name)
    if (value && value.length >= 8) return readAddress(value, name !== MAPPED)
  }
  throw new Error('its answer holds no address')
}

function readAddress(value: Buffer, masked: boolean): StunAddress {
  const port = value.readUInt16BE(2) ^ (masked ? MAGIC >>> 16 : 0)
  if (value[1] !== 1) return { address: 'IPv6', port }
  const bits = (value.readUInt32BE(4) ^ (masked ? MAGIC : 0)) >>> 0
  return { address: [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.'), port }
}
