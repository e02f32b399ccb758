import type { MediaCandidate } from '../../livekit/signal.ts'
import { answering, answerOffer } from '../ice.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { joined } from '../server.ts'
import type { IceNames } from '../stun.ts'
import type { Media, Subject } from '../subject.ts'

/** For the server to name its candidates, and then for them to answer. */
const OFFER_MS = 3000
const ANSWER_MS = 2000
const MOST_CANDIDATES = 16

/** Whether the server answers at the addresses and ports that it sends callers to. It asks as ICE asks, without a call. */
export const probe: Probe = {
  id: 'media.ports',
  title: 'Media ports',
  after: ['server.auth'],
  timeoutMs: 8000,
  needs: ({ serverUrl, keys }) => {
    if (serverUrl === null) return 'no file says where LiveKit is'
    return keys.length === 0 ? 'no file holds a key and secret' : true
  },
  run: async (subject, tools, signal) => {
    const seat = await joined(subject.serverUrl ?? '', subject, { tools, signal })
    let names: IceNames | null = null
    const answer = (offer: string) => {
      const made = answerOffer(offer)
      names = made.names
      return made.answer
    }
    const media = await seat.media(answer, AbortSignal.any([signal, AbortSignal.timeout(OFFER_MS)]))
    if (media === null || names === null) return { status: 'unknown', detail: 'the server offered no media within 3 s' }
    const candidates = media.candidates.slice(0, MOST_CANDIDATES)
    if (candidates.length === 0) return noCandidates
    const answered = await answering(candidates, names, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]))
    return judge(subject, candidates, answered)
  },
}

const noCandidates: ProbeResult = {
  status: 'fail',
  detail: 'The server offers no address for media',
  cause: 'It found no network interface to listen on; calls connect and stay silent.',
  fix: [{ text: 'Set livekit.nodeIp in voicectl.yaml (rtc.node_ip in livekit.yaml), or look at rtc.interfaces there' }],
}

function judge(subject: Subject, candidates: readonly MediaCandidate[], answered: readonly boolean[]): ProbeResult {
  const of = (protocol: 'udp' | 'tcp', open: boolean) =>
    candidates.filter((candidate, index) => candidate.protocol === protocol && answered[index] === open).map(place)
  const [udp, tcp, noUdp, noTcp] = [of('udp', true), of('tcp', true), of('udp', false), of('tcp', false)]
  const range = rangeOf(subject.media)
  const from = 'asked from this machine'
  if (udp.length > 0) {
    return { status: 'pass', detail: `UDP answers at ${udp.join(', ')}${tcp.length > 0 ? `, TCP at ${tcp.join(', ')}` : ''}, ${from}` }
  }
  const addresses = [...new Set(candidates.map(({ address }) => address))].join(', ')
  if (tcp.length > 0) {
    return {
      status: 'fail',
      detail: `UDP is blocked: ${noUdp.join(', ') || 'no UDP address'} does not answer, TCP at ${tcp.join(', ')} does`,
      cause: 'Calls fall back to TCP, where each lost packet stops the sound; callers whose network blocks that port hear nothing.',
      fix: [openUdp(range), { text: 'With Docker, publish the UDP ports or use host networking (ports without /udp are TCP)' }],
    }
  }
  return {
    status: 'fail',
    detail: `None of the media addresses that the server names answers: ${[...noUdp, ...noTcp].join(', ')}`,
    cause: `Calls connect and stay silent, then end. Either ${addresses} is not an address that callers reach, or a firewall blocks all of its ports.`,
    fix: [
      { text: "Set livekit.nodeIp in voicectl.yaml (rtc.node_ip in livekit.yaml) to this host's address, as callers see it" },
      openUdp(range),
      { text: 'Behind a router that does not lead back to itself, look from another network' },
    ],
  }
}

function place({ address, port }: MediaCandidate): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** As ufw writes it. */
function rangeOf(media: Media | null): string {
  const { from, to } = media?.udp ?? { from: 50_000, to: 60_000 }
  return from === to ? String(from) : `${from}:${to}`
}

function openUdp(range: string) {
  return { text: "Open the media ports for UDP, here and in the provider's firewall", command: `sudo ufw allow ${range}/udp` }
}
