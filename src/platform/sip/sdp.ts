import { isIP } from 'node:net'
import type { Endpoint } from './address.ts'

/** Where the other side wants audio, and in which codecs. */
export interface SdpMedia {
  /** Null where it wants none: port 0, or the address 0.0.0.0. */
  audio: Endpoint | null
  /** Payload types in its order, with their names. */
  codecs: { type: number; name: string }[]
  isEncrypted: boolean
}

const LONGEST = 64 * 1024
/** Payload types whose names need no rtpmap (RFC 3551). */
const STATIC: Record<number, string> = { 0: 'PCMU', 3: 'GSM', 8: 'PCMA', 9: 'G722', 18: 'G729' }
const EVENTS_TYPE = 101

/** An offer of plain telephone audio: what every carrier and livekit-sip take. */
export function sdpOffer({ address, port }: Endpoint, session: number): string {
  const network = `IN IP${isIP(address) === 6 ? 6 : 4} ${address}`
  return [
    'v=0',
    `o=voicectl ${session} 1 ${network}`,
    's=voicectl',
    `c=${network}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 8 ${EVENTS_TYPE}`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    `a=rtpmap:${EVENTS_TYPE} telephone-event/8000`,
    `a=fmtp:${EVENTS_TYPE} 0-16`,
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n')
}

/** The payload type that we speak in: the first of the answer's that we offered. */
export function spokenType(media: SdpMedia | null): number {
  return media?.codecs.find(({ type }) => type === 0 || type === 8)?.type ?? 0
}

/** The first audio of an answer; null where there is none. Takes any text in time that grows with its length only. */
export function parseSdp(text: string): SdpMedia | null {
  let session: string | null = null
  let own: string | null = null
  let media: string | null = null
  const names = new Map<number, string>()
  for (const line of text.slice(0, LONGEST).split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      if (media !== null) break
      if (line.startsWith('m=audio ')) media = line
    } else if (line.startsWith('c=')) {
      if (media === null) session = addressIn(line)
      else own = addressIn(line)
    } else if (media !== null) {
      const [, type, name] = /^a=rtpmap:(\d{1,3}) ([\w.-]+)\//.exec(line) ?? []
      if (type !== undefined && name !== undefined) names.set(Number(type), name)
    }
  }
  return media === null ? null : mediaOf(media, own ?? session, names)
}

function mediaOf(line: string, address: string | null, names: ReadonlyMap<number, string>): SdpMedia | null {
  const [, digits, profile, types] = /^m=audio (\d{1,5})(?:\/\d+)? (\S+)((?: \d{1,3})*)\s*$/.exec(line) ?? []
  if (digits === undefined || profile === undefined) return null
  const port = Number(digits)
  const isOpen = address !== null && port > 0 && port < 65_536 && !/^(0\.0\.0\.0|::)$/.test(address)
  return {
    audio: isOpen ? { address, port } : null,
    codecs: (types ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number)
      .map((type) => ({ type, name: names.get(type) ?? STATIC[type] ?? String(type) })),
    isEncrypted: profile.includes('SAVP'),
  }
}

/** An address or a name; multicast parts (`/127`) left out. */
function addressIn(line: string): string | null {
  return /^c=IN IP[46] ([\w.:-]+)/.exec(line)?.[1] ?? null
}
