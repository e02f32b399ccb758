import { openWebSocket } from '../platform/raw-web-socket.ts'
import { httpUrl } from './probe.ts'
import { protocolOfSdk } from './protocol.ts'

/** The oldest protocol with all that is asked here: subscriber first, candidates one by one. */
const PROTOCOL = 15

export interface IceServer {
  urls: string[]
  username: string
  credential: string
}

/** A way to the server's media that it offers. */
export interface MediaCandidate {
  address: string
  port: number
  protocol: 'udp' | 'tcp'
  type: string
}

/** What a server offers to everybody who joins. */
export interface Joined {
  /** `1.13.5`; empty where it doesn't say. */
  version: string
  /** `standard` for a server of one's own, `cloud`. */
  edition: 'standard' | 'cloud'
  iceServers: IceServer[]
  /** Its offer and the ways to it; null where none came in time. Answers the offer with `answer`, an SDP. */
  media(answer: (offer: string) => string, signal: AbortSignal): Promise<{ offer: string; candidates: MediaCandidate[] } | null>
  leave(): Promise<void>
}

export interface JoinOptions {
  url: string
  token: string
  ca?: readonly string[]
  signal: AbortSignal
}

/** Joins a room as far as signalling goes, as a browser does. Raises UpgradeRefused where no WebSocket is opened, or the socket's error. */
export async function joinSignal({ url, token, ca = [], signal }: JoinOptions): Promise<Joined> {
  const { SignalRequest, SignalResponse, SignalTarget, LeaveRequest, ServerInfo_Edition } = await protocolOfSdk()
  const query = new URLSearchParams({ protocol: String(PROTOCOL), auto_subscribe: '1', sdk: 'js', version: '2.0.0' })
  const socket = await openWebSocket(`${httpUrl(url)}/rtc?${query.toString()}`, {
    headers: { Authorization: `Bearer ${token}` },
    ca,
    signal,
  })
  const next = async () => {
    const message = await socket.next()
    return message === null ? null : SignalResponse.fromBinary(message).message
  }
  const first = await next()
  if (first?.case !== 'join') {
    await socket.close()
    throw new Error(first === null ? 'the WebSocket is closed before the server says anything' : 'the server does not let it join')
  }
  const { serverVersion, serverInfo, iceServers } = first.value
  return {
    version: serverInfo?.version || serverVersion,
    edition: serverInfo?.edition === ServerInfo_Edition.Cloud ? 'cloud' : 'standard',
    iceServers: iceServers.map(({ urls, username, credential }) => ({ urls, username, credential })),
    leave: async () => {
      socket.send(new SignalRequest({ message: { case: 'leave', value: new LeaveRequest() } }).toBinary())
      await socket.close()
    },
    media: async (answer, limit) => {
      const candidates: MediaCandidate[] = []
      let offer: string | null = null
      const late = new Promise<null>((resolve) => limit.addEventListener('abort', () => resolve(null), { once: true }))
      for (;;) {
        const message = limit.aborted ? null : await Promise.race([next(), late])
        if (message === null) break
        if (message.case === 'offer') {
          offer = message.value.sdp
          candidates.push(...candidatesIn(offer))
          const sdp = { type: 'answer', sdp: answer(offer), id: message.value.id }
          socket.send(new SignalRequest({ message: { case: 'answer', value: sdp } }).toBinary())
        }
        if (message.case === 'trickle' && message.value.target === SignalTarget.SUBSCRIBER) {
          candidates.push(...candidatesIn(initCandidate(message.value.candidateInit)))
          if (message.value.final) break
        }
        if (offer !== null && candidates.length > 0 && /end-of-candidates/.test(offer)) break
      }
      return offer === null ? null : { offer, candidates }
    },
  }
}

/** The candidate of an RTCIceCandidateInit. */
function initCandidate(text: string): string {
  try {
    const { candidate } = JSON.parse(text) as { candidate?: unknown }
    return typeof candidate === 'string' ? candidate : ''
  } catch {
    return ''
  }
}

function candidatesIn(text: string): MediaCandidate[] {
  const found = text.matchAll(/candidate:\S+ \d+ (udp|tcp) \d+ (\S+) (\d+) typ (\S+)/gi)
  return [...found].map(([, protocol = '', address = '', port = '', type = '']) => ({
    address,
    port: Number(port),
    protocol: protocol.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    type,
  }))
}
